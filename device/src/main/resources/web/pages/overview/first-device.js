// How the first device connects: the exact command, once somebody has made it. When its first value comes, it turns into a live chart.

import { html, nothing } from '../../lib.js';
import { refreshCounts } from '../../base/counts.js';
import { plural, value } from '../../base/format.js';
import { hearTelemetry } from '../../base/live.js';
import { mqttAddress } from '../../base/server.js';
import { rest } from '../../base/session.js';
import { typed } from '../../base/typed.js';
import { unitOf } from '../../base/units.js';
import { Chart } from '../../parts/chart.js';
import { command } from '../../parts/command.js';
import { icon } from '../../parts/icons.js';
import { loading } from '../../parts/list.js';
import { LANGUAGES, snippet } from '../../parts/snippets.js';
import { tabs } from '../../parts/tabs.js';

const SHOWN_MS = 60_000;
const LOOK_MS = 5_000; // whether there is a device meanwhile
const NAME = 'My first device';

export function firstDevicePanel(view) {
  let device = null;
  let none = null; // whether there is no device at all
  let creating = false;
  let token = null;
  let address = null;
  let language = LANGUAGES[0][0];
  let key = null; // of the first number that came
  let chart = null;
  let received = 0;
  const line = { times: [], values: [] };

  const open = () => view.attempt(async () => {
    address = await mqttAddress();
    const page = await rest('GET', '/api/tenant/devices?pageSize=1&page=0&sortProperty=createdTime&sortOrder=ASC');
    none = page.data.length === 0;
    await (none ? null : watch(page.data[0]));
  });

  async function create() {
    creating = true;
    view.drawNow();
    await view.attempt(async () => {
      await watch(await rest('POST', '/api/device', { name: NAME, type: 'default' }));
      refreshCounts();
    });
    creating = false;
    view.draw();
  }

  async function watch(found) {
    const credentials = await rest('GET', `/api/device/${found.id.id}/credentials`);
    if (device) {
      return; // that was found meanwhile
    }
    token = credentials.credentialsId;
    device = found;
    view.onEnd(hearTelemetry(found.id.id, hear));
  }

  function hear(values) {
    for (const [name, points] of values) {
      for (const [ts, text] of points.toReversed()) {
        const current = typed(text);
        received++;
        if (typeof current === 'number' && (key ?? name) === name) {
          key = name;
          line.times.push(ts);
          line.values.push(current);
        }
      }
    }
    show();
  }

  function show() {
    view.drawNow();
    const element = view.root.querySelector('[data-first]');
    if (element) {
      chart ??= new Chart(element, [key], { unit: unitOf(key) });
      chart.show([line], Date.now() - SHOWN_MS, Date.now());
    }
  }

  open();
  view.every(LOOK_MS, () => (device || creating ? null : open()));
  view.every(1_000, () => (key ? show() : null));
  view.onEnd(() => chart?.close());

  const offer = () => html`
    <header><h2>Connect your first device</h2></header>
    <p class="gap-below">A device has a name, and an access token with which it connects. Create one, and this page shows
      the command that sends its first value.</p>
    <div class="row"><button class="primary" ?disabled=${creating} @click=${create}>${icon('add')} Create “${NAME}”</button>
      <a href="#/devices">Choose a name, or import many</a></div>`;

  const waiting = () => html`
    <header><h2>Connect your first device</h2>
      ${tabs('Language', LANGUAGES, language, (next) => { language = next; view.draw(); })}</header>
    <p class="quiet gap-below">This sends a temperature as the device <b>${device.name}</b>.</p>
    ${command(snippet(language, { token }, address))}
    <p class="gap quiet" role="status"><span class="dot warn pulse"></span>Waiting for a message from it</p>`;

  const arrived = () => html`
    <header><h2 class="good row">${icon('check')} ${device.name} is connected</h2>
      <a href="#/devices/${device.id.id}">Open the device</a></header>
    <div role="status" class="gap-below">${plural(received, 'value')} received${key ? html`:
      <b>${key}</b> <span class="mono">${value(line.values.at(-1), unitOf(key))}</span>` : nothing}</div>
    ${key ? html`<div class="chart" data-first role="img" aria-label="${key} as it comes"></div>` : nothing}`;

  return () => (!device ? none ? offer() : loading() : received > 0 ? arrived() : waiting());
}
