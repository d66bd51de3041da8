// One device: what it says, what it is told, how it gets in.

import { html, nothing } from '../lib.js';
import { refreshCounts } from '../base/counts.js';
import { ago, dateTime } from '../base/format.js';
import { hearTelemetry } from '../base/live.js';
import { go, link } from '../base/route.js';
import { isCustomer, rest } from '../base/session.js';
import { done } from '../base/toast.js';
import { typed } from '../base/typed.js';
import { ask, confirm } from '../parts/dialog.js';
import { icon } from '../parts/icons.js';
import { failure, loading } from '../parts/list.js';
import { accessPanel } from './device/access.js';
import { attributesPanel } from './device/attributes.js';
import { connectPanel } from './device/connect.js';
import { firmwarePanel } from './device/firmware.js';
import { latestPanel } from './device/latest.js';
import { logPanel } from './device/log.js';
import { messagesPanel } from './device/messages.js';
import { rpcPanel } from './device/rpc.js';
import { telemetryPanel } from './device/telemetry.js';

const STATE_MS = 5_000;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @param id of the device, or its name, as people write it */
export function devicePage(view, parameters, id) {
  /** What the panels share. latest: key to {ts, value, before}; heard(values): told of each that comes */
  const shared = { id, device: null, latest: new Map(), units: {}, listeners: [], states: {} };
  let panels = null;
  let wrong = null;

  async function open() {
    try {
      await find();
      shared.device = await rest('GET', `/api/device/info/${id}`);
      document.title = `${shared.device.name} · Tidings`;
      await Promise.all([loadLatest(), loadStates()]);
      panels = makePanels();
      view.drawNow();
      view.onEnd(hearTelemetry(id, received));
      scrollTo(parameters.get('show'));
    } catch (refused) {
      wrong = refused;
      view.draw();
    }
  }

  async function find() {
    if (!ID.test(id)) {
      const query = new URLSearchParams({ deviceName: decodeURIComponent(id) });
      const device = await rest('GET', `/api/tenant/device?${query}`);
      shared.id = id = device.id.id;
      history.replaceState(null, '', link(`/devices/${id}`, Object.fromEntries(parameters)));
    }
  }

  const makePanels = () => ({ telemetry: telemetryPanel(view, shared, parameters), latest: latestPanel(shared),
    firmware: firmwarePanel(view, shared), attributes: attributesPanel(view, shared), rpc: rpcPanel(view, shared),
    connect: connectPanel(view, shared), access: accessPanel(view, shared), messages: messagesPanel(view, shared),
    log: logPanel(view, shared) });

  async function loadLatest() {
    const latest = await rest('GET', `/api/plugins/telemetry/DEVICE/${id}/values/timeseries?useStrictDataTypes=true`);
    Object.entries(latest).forEach(([key, [point]]) => shared.latest.set(key, point));
  }

  /** What the server itself notes of a device: active, lastActivityTime and their like; and units. */
  async function loadStates() {
    const attributes = await rest('GET', `/api/plugins/telemetry/DEVICE/${id}/values/attributes/SERVER_SCOPE`);
    shared.states = Object.fromEntries(attributes.map(({ key, value }) => [key, value]));
    shared.units = shared.states.units ?? {};
  }

  function received(values) {
    for (const [key, points] of values) {
      for (const [ts, text] of points.toReversed()) {
        const known = shared.latest.get(key);
        if (!known || known.ts < ts) {
          shared.latest.set(key, { ts, value: typed(text, known?.value), isNew: true });
          shared.listeners.forEach((listener) => listener(key, ts, shared.latest.get(key).value));
        }
      }
    }
    view.draw();
  }

  function scrollTo(part) {
    document.getElementById(`part-${part}`)?.scrollIntoView();
  }

  function edit() {
    const { device } = shared;
    ask({ title: `Change ${device.name}`, action: 'Save',
      fields: () => html`
        <label>Name <input name="name" required maxlength="255" .value=${device.name}></label>
        <label>Label <input name="label" maxlength="255" .value=${device.label ?? ''}></label>
        <label class="check"><input type="checkbox" name="gateway" ?checked=${device.additionalInfo?.gateway}>
          Gateway: it speaks for other devices</label>`,
      submit: async (form) => {
        const additionalInfo = { ...device.additionalInfo, gateway: form.has('gateway') };
        await rest('POST', '/api/device', { ...await rest('GET', `/api/device/${id}`), name: form.get('name'),
          label: form.get('label'), additionalInfo });
        shared.device = await rest('GET', `/api/device/info/${id}`);
        done('Saved');
        view.draw();
      } });
  }

  function remove() {
    const { name } = shared.device;
    confirm(`Delete ${name}?`, 'The device, its values, attributes and credentials are gone for good; if it is connected '
      + 'it is disconnected.', 'Delete device', async () => {
      await rest('DELETE', `/api/device/${id}`);
      done(`${name} is deleted`);
      refreshCounts();
      go('/devices');
    });
  }

  const tags = ({ active, type, customerTitle, additionalInfo }) => html`
    <span class="tag ${active ? 'good' : ''}"><span class="dot ${active ? 'live' : 'hollow'}"></span>
      ${active ? 'online' : 'offline'}</span>
    <span class="quiet small" title=${shared.states.lastActivityTime ? dateTime(shared.states.lastActivityTime) : ''}>
      ${shared.states.lastActivityTime ? `seen ${ago(newest())}` : 'never seen'}</span>
    <span class="tag">${type}</span>
    ${customerTitle ? html`<span class="tag">${customerTitle}</span>` : nothing}
    ${additionalInfo?.gateway ? html`<span class="tag">gateway</span>` : nothing}`;

  const newest = () => Math.max(shared.states.lastActivityTime, ...[...shared.latest.values()].map(({ ts }) => ts)
    .filter((ts) => ts <= Date.now()));

  const PARTS = { telemetry: 'Telemetry', attributes: 'Attributes', rpc: 'RPC', connect: 'Connect', access: 'Access',
    messages: 'Messages', log: 'Log' };

  const jump = () => html`<div class="jump">${Object.entries(PARTS).map(([part, name]) => html`
    <a href="#/devices/${id}?show=${part}" @click=${(event) => { event.preventDefault(); scrollTo(part); }}>${name}</a>`)}
  </div>`;

  const template = () => {
    if (wrong) {
      return html`<div class="card">${failure(wrong, () => { wrong = null; view.draw(); open(); })}</div>`;
    }
    if (!panels) {
      return html`<div class="card">${loading()}</div>`;
    }
    return html`
      <div class="head"><h1><a href="#/devices">Devices</a> / ${shared.device.name}</h1>${tags(shared.device)}
        <div class="row push">${isCustomer() ? nothing : html`
          <button @click=${edit}>${icon('edit')} Edit</button>
          <button class="danger" @click=${remove}>${icon('remove')} Delete</button>`}</div></div>
      ${jump()}
      <div class="grid">
        <div class="stack two-thirds">
          <section id="part-telemetry" class="card" aria-label="Telemetry">${panels.telemetry()}</section>
          <section id="part-attributes" class="card" aria-label="Attributes">${panels.attributes()}</section>
          <section id="part-rpc" class="card" aria-label="RPC">${panels.rpc()}</section>
          <section id="part-messages" class="card" aria-label="Messages">${panels.messages()}</section>
          <section id="part-log" class="card" aria-label="Log">${panels.log()}</section>
        </div>
        <div class="stack third">
          <section class="card" aria-label="Latest values">${panels.latest()}</section>
          <section id="part-firmware" class="card" aria-label="Firmware">${panels.firmware()}</section>
          <section id="part-connect" class="card" aria-label="Connect">${panels.connect()}</section>
          <section id="part-access" class="card" aria-label="Access">${panels.access()}</section>
        </div>
      </div>`;
  };

  view.show(template);
  open();
  view.every(STATE_MS, async () => {
    if (shared.device) {
      const fresh = await rest('GET', `/api/device/info/${id}`).catch(() => shared.device);
      await loadStates().catch(() => {});
      shared.device = fresh;
      view.draw();
    }
  });
}
