// What a device runs, what it is to run, and how far it has come.

import { html, nothing } from '../../lib.js';
import { isCustomer, rest } from '../../base/session.js';
import { done } from '../../base/toast.js';
import { ask } from '../../parts/dialog.js';
import { icon } from '../../parts/icons.js';

const REFRESH_MS = 3_000;
const COLOURS = { UPDATED: 'good', FAILED: 'bad' };

export function firmwarePanel(view, shared) {
  let updates = []; // of firmware and of software, as far as the server sees

  async function load() {
    updates = await rest('GET', `/api/device/${shared.id}/updates`).catch(() => updates);
    view.draw();
  }

  /** What it was told, once more: devices begin anew when they hear of a package. */
  const retry = ({ type, title, version }) => view.attempt(async () => {
    const prefix = type === 'SOFTWARE' ? 'sw_' : 'fw_';
    const attributes = await rest('GET', `${telemetry()}/values/attributes/SHARED_SCOPE`);
    const told = attributes.filter(({ key }) => key.startsWith(prefix)).map(({ key, value }) => [key, value]);
    await rest('POST', `${telemetry()}/SHARED_SCOPE`, Object.fromEntries(told));
    done(`${shared.device.name} is told of ${title} ${version} again${shared.device.active ? '' : ', when it connects'}`);
  });

  const telemetry = () => `/api/plugins/telemetry/DEVICE/${shared.id}`;

  async function choose() {
    const query = new URLSearchParams({ pageSize: 1000, page: 0, sortProperty: 'createdTime', sortOrder: 'DESC' });
    const { data } = await rest('GET', `/api/otaPackages?${query}`);
    const fitting = data.filter(({ type, hasData, url, deviceProfileId }) => type === 'FIRMWARE' && (hasData || url)
      && (!deviceProfileId || deviceProfileId.id === shared.device.deviceProfileId.id));
    ask({ title: `Firmware of ${shared.device.name}`, action: 'Assign firmware',
      fields: () => html`<label>Package <select name="package">
        <option value="">that of its profile, or none</option>
        ${fitting.map(({ id, title, version }) => html`<option value=${id.id} ?selected=${id.id === shared.device.firmwareId?.id}>
          ${title} ${version}</option>`)}</select></label>
        ${fitting.length === 0 ? html`<p>There is no firmware for it yet: upload one on the page
          <a href="#/firmware">Firmware</a>.</p>` : nothing}`,
      submit: (form) => assign(form.get('package')) });
  }

  async function assign(id) {
    const device = await rest('GET', `/api/device/${shared.id}`);
    await rest('POST', '/api/device', { ...device, firmwareId: id ? { entityType: 'OTA_PACKAGE', id } : null });
    shared.device = await rest('GET', `/api/device/info/${shared.id}`);
    done(id ? 'The firmware is assigned; the device hears of it now, or when it connects' : 'No firmware is assigned');
    await load();
  }

  const latest = (key) => shared.latest.get(key)?.value;

  const progress = (update) => {
    const { type, title, version, state, progress: percent, error } = update;
    return html`<div class="stack-tight">
      <p class="row"><span class="fill">${type === 'SOFTWARE' ? 'software ' : ''}→ <b>${title} ${version}</b></span>
        <span class="tag ${COLOURS[state] ?? 'warn'}">${state.toLowerCase()}</span></p>
      <progress class=${state === 'FAILED' ? 'bad' : ''} max="100" value=${state === 'UPDATED' ? 100 : percent}
        aria-label="Update to ${title} ${version}"></progress>
      ${error ? html`<p class="problem">${error}</p>` : state === 'DOWNLOADING' ? html`
        <p class="quiet small">${percent} % are with the device</p>` : nothing}
      ${state === 'FAILED' && !isCustomer() ? html`<div><button @click=${() => retry(update)}>${icon('rotate')} Try again
        </button></div>` : nothing}
    </div>`;
  };

  load();
  view.every(REFRESH_MS, load);

  return () => html`
    <header><h2>Firmware</h2>${isCustomer() ? nothing : html`
      <button @click=${() => view.attempt(choose)}>Assign firmware</button>`}</header>
    <div class="form">
      <p>${latest('current_fw_version') ? html`runs ${latest('current_fw_title')}
          <b>${latest('current_fw_version')}</b>` : html`<span class="quiet">What it runs was not reported.</span>`}</p>
      ${updates.map(progress)}
    </div>`;
}
