// What somebody should look at: alarms, updates that failed, devices that fell silent or never came, and who is not let in.

import { html, nothing } from '../../lib.js';
import { ago, dateTime, plural } from '../../base/format.js';
import { isAdministrator, isCustomer, rest } from '../../base/session.js';
import { loading } from '../../parts/list.js';
import { refusals } from '../../parts/refusals.js';

const REFRESH_MS = 10_000;
const MOST_EACH = 5;
const STRANGERS_MS = 60 * 60_000;
const STATES = { good: 'ok', bad: 'wrong', warn: 'look', hollow: 'new' };

export function attentionPanel(view) {
  let items = null;

  /** What cannot be asked for just now does not hide the rest. */
  async function load() {
    const found = await Promise.allSettled([alarms(), failed(), silent(), strangers(), never()]);
    const known = found.filter(({ status }) => status === 'fulfilled').flatMap(({ value }) => value);
    items = known.length > 0 || found.every(({ status }) => status === 'fulfilled') ? known : items;
    view.draw();
  }

  const page = (path, query) => rest('GET', `${path}?${new URLSearchParams({ pageSize: MOST_EACH, page: 0, ...query })}`);

  /** What there is beyond those that are told one by one. */
  const beyond = ({ totalElements, data }, item) => (totalElements <= data.length ? []
    : [{ ...item, name: plural(totalElements - data.length, 'more', 'more') }]);

  async function alarms() {
    const found = await page('/api/alarms', { searchStatus: 'ACTIVE', sortProperty: 'createdTime', sortOrder: 'DESC' });
    return [...found.data.map((alarm) => ({ colour: 'bad', name: alarm.originatorName,
      to: `/devices/${alarm.originator.id}`, text: `alarm: ${alarm.type},`, ts: alarm.startTs })),
    ...beyond(found, { colour: 'bad', to: '/alarms', text: 'active alarms' })];
  }

  const failed = async () => (await rest('GET', `/api/failedUpdates?limit=${MOST_EACH}`)).map((update) => ({
    colour: 'bad', name: update.deviceName, to: `/devices/${update.deviceId.id}`, ts: update.changedTime,
    text: `${update.title} ${update.version} failed${update.error ? `: ${update.error}` : ''},` }));

  async function silent() {
    const found = await page('/api/tenant/deviceInfos', { active: false, neverSeen: false,
      sortProperty: 'lastActivityTime', sortOrder: 'DESC' });
    const heard = await Promise.all(found.data.map((device) => lastHeard(device.id.id)));
    return [...found.data.map((device, index) => ({ colour: 'warn', name: device.name, to: `/devices/${device.id.id}`,
      text: 'fell silent', ts: heard[index] })),
    ...beyond(found, { colour: 'warn', to: '/devices?state=offline&sort=lastActivityTime&order=DESC',
      text: 'fell silent before' })];
  }

  const lastHeard = async (id) => (await rest('GET', `/api/plugins/telemetry/DEVICE/${id}/values/attributes/SERVER_SCOPE`
    + '?keys=lastActivityTime').catch(() => []))[0]?.value;

  /** Many were brought in together: nobody wants to read of them one by one. */
  async function never() {
    const { data, totalElements } = await page('/api/tenant/deviceInfos', { neverSeen: true, sortProperty: 'createdTime',
      sortOrder: 'DESC' });
    return totalElements > MOST_EACH ? [{ colour: 'hollow', name: plural(totalElements, 'device'),
      to: '/devices?state=silent', text: 'have never been seen' }] : data.map((device) => ({ colour: 'hollow', name: device.name,
      to: `/devices/${device.id.id}`, text: 'never seen, created', ts: device.createdTime }));
  }

  /** Each once, however often it tries. */
  async function strangers() {
    const refused = isCustomer() ? [] : await rest('GET', '/api/refusedLogins');
    const lately = refused.filter(({ ts }) => ts > Date.now() - STRANGERS_MS);
    return refusals(lately).slice(0, MOST_EACH).map(({ name, reason, times, ts }) => ({
      colour: 'warn', name, to: isAdministrator() ? '/broker?tab=refused' : null, ts,
      text: `not let in${times > 1 ? ` ${plural(times, 'time')}` : ''}: ${reason},` }));
  }

  load();
  view.every(REFRESH_MS, load);

  return () => html`
    <header><h2>Needs attention</h2></header>
    ${!items ? loading() : items.length === 0 ? html`<p class="quiet">Nothing: all is as it should be.</p>` : html`
      <ul class="list">${items.map(({ colour, name, to, text, ts }) => html`
        <li><span class="dot ${colour}" role="img" aria-label=${STATES[colour]}></span>${to ? html`<a href="#${to}">${name}</a>`
          : html`<b>${name}</b>`}
          <div class="quiet small indent">${text} ${ts ? html`<span title=${dateTime(ts)}>${ago(ts)}</span>` : nothing}
          </div></li>`)}</ul>`}`;
}
