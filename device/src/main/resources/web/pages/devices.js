// All devices: found, counted, made, brought in by the thousand.

import { html, nothing } from '../lib.js';
import { refreshCounts } from '../base/counts.js';
import { ago, count, dateTime, value } from '../base/format.js';
import { hearTelemetry } from '../base/live.js';
import { go } from '../base/route.js';
import { isCustomer, rest } from '../base/session.js';
import { done } from '../base/toast.js';
import { unitOf } from '../base/units.js';
import { ask } from '../parts/dialog.js';
import { icon } from '../parts/icons.js';
import { List } from '../parts/list.js';
import { importDevices } from './devices/import.js';

const REFRESH_MS = 10_000;
const STATES = [['', 'All states'], ['online', 'Online'], ['offline', 'Offline'], ['silent', 'Never heard of']];
const QUESTIONS = { online: ['active', true], offline: ['active', false], silent: ['neverSeen', true] };

export function devicesPage(view, parameters) {
  const latest = new Map(); // device id -> Map of its newest values
  const hearing = new Map(); // device id -> end
  let profiles = [];

  const list = new List(view, '/devices', parameters, {
    source: (query, { state, profile }) => {
      if (state) {
        query.set(...QUESTIONS[state]);
      }
      if (profile) {
        query.set('deviceProfileId', profile);
      }
      return `/api/tenant/deviceInfos?${query}`;
    },
    search: 'Search by name or label',
    filters: ['state', 'profile'],
    sort: 'name',
    each: hearVisible,
    columns: [
      { title: 'Name', sort: 'name', cell: (device) => html`<a href="#/devices/${device.id.id}">${device.name}</a>
        ${device.label ? html`<div class="quiet small">${device.label}</div>` : nothing}` },
      { title: 'State', sort: 'active', cell: (device) => html`
        <span class="dot ${device.active ? 'live' : 'hollow'}"></span>${device.active ? 'online' : 'offline'}` },
      { title: 'Profile', sort: 'type', kind: 'wide-only', cell: (device) => device.type },
      { title: 'Last value', kind: 'mono live-value', cell: (device) => lastValue(latest.get(device.id.id)) },
      { title: 'Belongs to', kind: 'wide-only', hidden: isCustomer(),
        cell: (device) => device.customerTitle ?? html`<span class="quiet">nobody</span>` },
      { title: 'Created', sort: 'createdTime', kind: 'wide-only quiet',
        cell: (device) => html`<span title=${dateTime(device.createdTime)}>${ago(device.createdTime)}</span>` },
    ],
    empty: (filtered) => (filtered ? html`<div class="empty"><h2>No device matches</h2>
        <button @click=${() => list.change({ search: '', state: '', profile: '' })}>Show all devices</button></div>`
      : html`<div class="empty"><h2>No devices yet</h2>
        <p>${isCustomer() ? 'Claim one with the name and the secret that came with it.'
          : html`Create one, bring in many with a CSV file, or let devices provision
          themselves. The <a href="#/overview">overview</a> has the command that connects the first.`}</p></div>`),
  });

  /** Values of the rows that are seen come by themselves. */
  function hearVisible(devices) {
    const visible = new Set(devices.map((device) => device.id.id));
    for (const [id, end] of hearing) {
      if (!visible.has(id)) {
        end();
        hearing.delete(id);
      }
    }
    for (const id of view.isOver ? [] : visible) {
      if (!hearing.has(id)) {
        hearing.set(id, hearTelemetry(id, (values) => {
          latest.set(id, new Map([...(latest.get(id) ?? []), ...values]));
          view.draw();
        }));
      }
    }
  }

  function imported() {
    list.load();
    refreshCounts();
  }

  const create = () => ask({ title: 'New device', action: 'Create device',
    fields: () => html`
      <label>Name <input name="name" required maxlength="255" autofocus></label>
      <label>Label <input name="label" maxlength="255" placeholder="optional"></label>
      <label>Profile <input name="type" required value="default" list="profiles"></label>
      <datalist id="profiles">${profiles.map(({ name }) => html`<option value=${name}></option>`)}</datalist>
      <label>Access token <input class="mono" name="token" maxlength="32" placeholder="made by the server"></label>
      <label class="check"><input type="checkbox" name="gateway"> Gateway: it speaks for other devices</label>`,
    submit: async (form) => {
      const query = form.get('token') ? `?${new URLSearchParams({ accessToken: form.get('token') })}` : '';
      const device = await rest('POST', `/api/device${query}`, { name: form.get('name'), type: form.get('type'),
        label: form.get('label') || null, additionalInfo: form.has('gateway') ? { gateway: true } : null });
      go(`/devices/${device.id.id}`, { show: 'connect' });
    } });

      refreshCounts();
  const claim = () => ask({ title: 'Claim a device', action: 'Claim',
    fields: () => html`
      <label>Name of the device <input name="name" required autofocus></label>
      <label>Secret <input name="secret" autocomplete="off" placeholder="if it has one"></label>`,
    submit: async (form) => {
      const name = form.get('name');
      try {
        await rest('POST', `/api/customer/device/${encodeURIComponent(name)}/claim`, { secretKey: form.get('secret') });
      } catch (refused) {
        throw new Error({ FAILURE: 'The secret is wrong, or the device does not offer itself now.',
          CLAIMED: `${name} belongs to somebody already.` }[refused.message] ?? refused.message);
      }
      done(`${name} is yours`);
      list.load();
    } });

  const filter = (name, label, choices) => html`
    <select aria-label=${label} @change=${(event) => list.change({ [name]: event.target.value })}>
      ${choices.map(([key, text]) => html`<option value=${key} ?selected=${key === list.state[name]}>${text}</option>`)}
    </select>`;

  view.show(() => html`
    <div class="head">
      <h1>Devices ${list.total() === null ? nothing : html`<span class="quiet">${count(list.total())}</span>`}</h1>
      <div class="row push">
        ${isCustomer() ? html`<button class="primary" @click=${claim}>${icon('add')} Claim device</button>` : html`
          <button @click=${() => importDevices(imported)}>${icon('upload')} Import</button>
          <button class="primary" @click=${create}>${icon('add')} Add device</button>`}
      </div>
    </div>
    <section class="card" aria-label="Devices">
      <div class="row gap-below">
        ${list.searchField()}
        ${filter('state', 'State', STATES)}
        ${filter('profile', 'Profile', [['', 'All profiles'], ...profiles.map(({ id, name }) => [id.id, name])])}
      </div>
      ${list.table()}
    </section>`);
  list.load();
  view.every(REFRESH_MS, () => list.load());
  view.onEnd(() => hearing.forEach((end) => end()));
  if (!isCustomer()) {
    view.attempt(async () => {
      profiles = (await rest('GET', '/api/deviceProfileInfos?pageSize=1000&page=0&sortProperty=name')).data;
    });
  }
}

/** The newest of all keys, in words; of several that came together, a number. */
function lastValue(values) {
  let newest = null;
  for (const [key, [point]] of values ?? []) {
    if (!point) {
      continue;
    }
    const [at, text] = point;
    const isNumber = text !== '' && Number.isFinite(Number(text));
    if (newest === null || at > newest.at || (at === newest.at && isNumber && !newest.isNumber)) {
      newest = { key, at, text: isNumber ? value(Number(text), unitOf(key)) : text, isNumber };
    }
  }
  return newest === null ? html`<span class="quiet">none yet</span>`
    : html`<span title=${dateTime(newest.at)}><span class="quiet">${newest.key}</span> ${newest.text}</span>`;
}
