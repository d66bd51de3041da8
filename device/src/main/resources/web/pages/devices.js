// All devices: found, counted, made.

import { html, nothing, render } from '../lib.js';
import { rest } from '../session.js';
import { hearTelemetry } from '../live.js';
import { value } from '../format.js';

const PAGE_SIZE = 50;
const TYPING_MS = 250;
const REFRESH_MS = 10_000;

export function devicesPage(root, parameters) {
  const state = { search: parameters.get('search') ?? '', page: Number(parameters.get('page') ?? 0), devices: null,
    latest: new Map(), adding: false, problem: null };
  const hearing = new Map(); // device id -> end
  let typing = 0;
  let closed = false;

  const draw = () => closed || render(template(), root);

  async function load() {
    const query = new URLSearchParams({ pageSize: PAGE_SIZE, page: state.page, sortProperty: 'name', sortOrder: 'ASC' });
    if (state.search) {
      query.set('textSearch', state.search);
    }
    try {
      state.devices = await rest('GET', `/api/tenant/deviceInfos?${query}`);
      state.problem = null;
      hearVisible();
    } catch (refused) {
      state.problem = refused.message;
    }
    draw();
  }

  function hearVisible() {
    if (closed) {
      return;
    }
    const visible = new Set(state.devices.data.map((device) => device.id.id));
    for (const [id, end] of hearing) {
      if (!visible.has(id)) {
        end();
        hearing.delete(id);
      }
    }
    for (const id of visible) {
      if (!hearing.has(id)) {
        hearing.set(id, hearTelemetry(id, (values) => {
          state.latest.set(id, new Map([...(state.latest.get(id) ?? []), ...values]));
          draw();
        }));
      }
    }
  }

  function search(event) {
    state.search = event.target.value;
    state.page = 0;
    clearTimeout(typing);
    typing = setTimeout(() => {
      history.replaceState(null, '', `#/devices${state.search ? `?${new URLSearchParams({ search: state.search })}` : ''}`);
      load();
    }, TYPING_MS);
  }

  async function add(event) {
    event.preventDefault();
    const name = new FormData(event.target).get('name');
    try {
      const device = await rest('POST', '/api/device', { name, type: 'default' });
      location.hash = `#/devices/${device.id.id}`;
    } catch (refused) {
      state.problem = refused.message;
      draw();
    }
  }

  const turn = (by) => () => {
    state.page += by;
    load();
  };

  const template = () => html`
    <header>
      <h1>Devices ${state.devices ? html`<span class="quiet">${state.devices.totalElements}</span>` : nothing}</h1>
      <button class="primary" @click=${() => { state.adding = !state.adding; draw(); }}>Add device</button>
    </header>
    <p role="alert" class="problem">${state.problem ?? nothing}</p>
    ${state.adding ? html`
      <form class="card row" @submit=${add}>
        <label>Name <input name="name" required maxlength="255" autofocus></label>
        <button class="primary">Add</button>
      </form>` : nothing}
    <section class="card">
      <input type="search" aria-label="Search by name, type or label" placeholder="Search by name, type or label"
        .value=${state.search} @input=${search}>
      ${state.devices ? table(state.devices) : html`<p class="quiet">Loading ...</p>`}
    </section>`;

  const table = (devices) => devices.data.length === 0
    ? html`<p class="quiet">${state.search ? 'No device matches.' : 'No devices yet: add one.'}</p>`
    : html`
      <table>
        <thead><tr><th>Name</th><th>State</th><th>Type</th><th>Last value</th></tr></thead>
        <tbody>${devices.data.map(row)}</tbody>
      </table>
      ${devices.totalPages > 1 ? html`
        <p class="row">
          <button ?disabled=${state.page === 0} @click=${turn(-1)}>Previous</button>
          Page ${state.page + 1} of ${devices.totalPages}
          <button ?disabled=${!devices.hasNext} @click=${turn(1)}>Next</button>
        </p>` : nothing}`;

  const row = (device) => html`
    <tr>
      <td><a href="#/devices/${device.id.id}">${device.name}</a></td>
      <td><span class="dot ${device.active ? 'live' : ''}"></span>${device.active ? 'active' : 'inactive'}</td>
      <td>${device.type}</td>
      <td class="mono">${lastValue(state.latest.get(device.id.id))}</td>
    </tr>`;

  draw();
  load();
  const refresh = setInterval(load, REFRESH_MS);
  return () => {
    closed = true;
    clearInterval(refresh);
    clearTimeout(typing);
    hearing.forEach((end) => end());
  };
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
      newest = { key, at, text: isNumber ? value(Number(text)) : text, isNumber };
    }
  }
  return newest === null ? html`<span class="quiet">none yet</span>` : `${newest.key} ${newest.text}`;
}
