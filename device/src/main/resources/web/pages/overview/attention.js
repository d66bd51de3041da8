// What somebody should look at: alarms, firmware that fails, devices that fell silent or never came.

import { html } from '../../lib.js';
import { ago } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { loading } from '../../parts/list.js';

const REFRESH_MS = 10_000;
const MOST_EACH = 5;

export function attentionPanel(view) {
  let items = null;

  async function load() {
    await Promise.all([alarms(), silent(), never()]).then((found) => { items = found.flat(); }).catch(() => {});
    view.draw();
  }

  const page = (path, query) => rest('GET', `${path}?${new URLSearchParams({ pageSize: MOST_EACH, page: 0, ...query })}`);

  const alarms = async () => (await page('/api/alarms', { searchStatus: 'ACTIVE', sortProperty: 'createdTime',
    sortOrder: 'DESC' })).data.map((alarm) => ({ colour: 'bad', name: alarm.originatorName, device: alarm.originator.id,
    text: `${alarm.type}, ${ago(alarm.startTs)}` }));

  const silent = async () => (await page('/api/tenant/deviceInfos', { active: false, neverSeen: false,
    sortProperty: 'lastActivityTime', sortOrder: 'DESC' })).data.map((device) => ({ colour: 'warn', name: device.name,
    device: device.id.id, text: 'fell silent' }));

  const never = async () => (await page('/api/tenant/deviceInfos', { neverSeen: true, sortProperty: 'createdTime',
    sortOrder: 'DESC' })).data.map((device) => ({ colour: 'hollow', name: device.name, device: device.id.id,
    text: `created ${ago(device.createdTime)}, never connected` }));

  load();
  view.every(REFRESH_MS, load);

  return () => html`
    <header><h2>Needs attention</h2></header>
    ${!items ? loading() : items.length === 0 ? html`<p class="quiet">Nothing: all is as it should be.</p>` : html`
      <ul class="list">${items.map(({ colour, name, device, text }) => html`
        <li><span class="dot ${colour}"></span><a href="#/devices/${device}">${name}</a>
          <div class="quiet small indent">${text}</div></li>`)}</ul>`}`;
}
