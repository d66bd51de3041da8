// What a device runs, what it is to run, and how far it has come.

import { html, nothing } from '../../lib.js';
import { bytes } from '../../base/format.js';
import { isCustomer, rest } from '../../base/session.js';
import { done } from '../../base/toast.js';
import { ask } from '../../parts/dialog.js';

/** The states of an update, and how much of it is behind the device. */
export const STATES = { QUEUED: 0, INITIATED: 0.05, DOWNLOADING: 0.3, DOWNLOADED: 0.6, VERIFIED: 0.7, UPDATING: 0.85,
  UPDATED: 1, FAILED: 1 };

export function firmwarePanel(view, shared) {
  let assigned = null;

  const load = () => view.attempt(async () => {
    const id = shared.device.firmwareId?.id;
    assigned = id && !isCustomer() ? await rest('GET', `/api/otaPackage/info/${id}`) : null;
  });

  async function choose() {
    const query = new URLSearchParams({ pageSize: 1000, page: 0, sortProperty: 'createdTime', sortOrder: 'DESC' });
    const { data } = await rest('GET', `/api/otaPackages?${query}`);
    const fitting = data.filter(({ type, hasData, url }) => type === 'FIRMWARE' && (hasData || url));
    ask({ title: `Firmware of ${shared.device.name}`, action: 'Assign',
      fields: () => html`<label>Package <select name="package">
        <option value="">that of its profile, or none</option>
        ${fitting.map(({ id, title, version }) => html`<option value=${id.id} ?selected=${id.id === assigned?.id.id}>
          ${title} ${version}</option>`)}</select></label>
        ${fitting.length === 0 ? html`<p>There is no firmware yet: upload one on the page
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

  const progress = () => {
    const state = latest('fw_state');
    if (!state) {
      return assigned ? html`<p class="quiet">The device has not told of it yet.</p>` : nothing;
    }
    const failed = state === 'FAILED';
    return html`
      <progress class=${failed ? 'bad' : ''} max="1" value=${STATES[state] ?? 0} aria-label="Update of the firmware">
      </progress>
      <p><span class="tag ${failed ? 'bad' : state === 'UPDATED' ? 'good' : 'warn'}">${state.toLowerCase()}</span></p>
      ${failed && latest('fw_error') ? html`<p class="problem">${latest('fw_error')}</p>` : nothing}`;
  };

  load();

  return () => html`
    <header><h2>Firmware</h2>${isCustomer() ? nothing : html`
      <button @click=${() => view.attempt(choose)}>Assign</button>`}</header>
    <div class="form">
      <p>${latest('current_fw_version') ? html`runs ${latest('current_fw_title')}
          <b>${latest('current_fw_version')}</b>` : html`<span class="quiet">Not reported</span>`}
        ${assigned ? html` → <b>${assigned.title} ${assigned.version}</b>
          <span class="quiet small">${assigned.dataSize ? bytes(assigned.dataSize) : ''}</span>` : nothing}</p>
      ${progress()}
    </div>`;
}
