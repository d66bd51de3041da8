// Firmware and software: what there is, who gets it, how far it has come.

import { html, nothing } from '../lib.js';
import { ago, bytes, count, dateTime, plural } from '../base/format.js';
import { rest } from '../base/session.js';
import { done } from '../base/toast.js';
import { copy } from '../parts/command.js';
import { ask, confirm } from '../parts/dialog.js';
import { icon } from '../parts/icons.js';
import { List } from '../parts/list.js';
import { begin, devicesOf, rolloutsPanel, stages } from './firmware/rollouts.js';
import { uploadPackage } from './firmware/upload.js';

const TYPES = { FIRMWARE: 'firmware', SOFTWARE: 'software' };

export function firmwarePage(view, parameters) {
  let profiles = new Map(); // id -> name

  const list = new List(view, '/firmware', parameters, {
    source: (query) => `/api/otaPackages?${query}`,
    search: 'Search by title',
    sort: 'createdTime',
    order: 'DESC',
    columns: [
      { title: 'Title', sort: 'title', cell: ({ title, version, type }) => html`<b>${title}</b> ${version}
        <div class="quiet small">${TYPES[type]}</div>` },
      { title: 'Profile', kind: 'wide-only', cell: ({ deviceProfileId }) => profiles.get(deviceProfileId?.id)
        ?? html`<span class="quiet">any</span>` },
      { title: 'Size', kind: 'end tight', cell: ({ hasData, url, dataSize }) => (hasData ? bytes(dataSize)
        : url ? html`<span class="quiet">link</span>` : html`<span class="warn">no file</span>`) },
      { title: 'Checksum', kind: 'wide-only', cell: checksum },
      { title: 'Created', sort: 'createdTime', kind: 'wide-only quiet tight', cell: ({ createdTime }) => html`
        <span title=${dateTime(createdTime)}>${ago(createdTime)}</span>` },
      { title: 'Actions', kind: 'end tight', cell: (ota) => html`
        <button ?disabled=${!ota.hasData && !ota.url} @click=${() => assign(ota)}>Assign</button>
        <button class="plain" aria-label="Delete ${ota.title} ${ota.version}" @click=${() => remove(ota)}>
          ${icon('remove')}</button>` },
    ],
    empty: (filtered) => html`<div class="empty"><h2>${filtered ? 'No package matches' : 'No packages yet'}</h2>
      ${filtered ? nothing : html`<p>Upload a file; then assign it to a profile, and all its devices are told.</p>
        <button class="primary" @click=${upload}>${icon('upload')} Upload package</button>`}</div>`,
  });

  function upload() {
    uploadPackage(profiles, () => list.load());
  }

  const rollouts = rolloutsPanel(view, () => profiles);

  function assign(ota) {
    let staged = false;
    let devices; // how many the chosen profile has; null while that is not known
    async function counted(profile, draw) {
      devices = null;
      devices = await devicesOf(profile).catch(() => null);
      draw();
    }
    ask({ title: `Who gets ${ota.title} ${ota.version}?`, action: 'Assign package',
      fields: (draw) => html`
        ${profileChoice(ota, (profile) => counted(profile, draw))}
        ${devices === undefined ? void counted(profilesFor(ota)[0]?.[0], draw) : nothing}
        ${!Number.isInteger(devices) ? nothing : html`<p role="status">${plural(devices, 'device')} ${devices === 1 ? 'has' : 'have'}
          this profile now.</p>`}
        <label class="check"><input type="checkbox" .checked=${staged}
          @change=${(event) => { staged = event.target.checked; draw(); }}> In stages: a part of the devices first</label>
        ${staged ? stages() : nothing}
        <p class="quiet small">Devices that are connected are told at once, the others when they connect. A single device
          gets its own package on its page.</p>`,
      submit: (form) => (staged ? beginRollout(ota, form) : giveToAll(ota, form.get('profile'))) });
  }

  const profileChoice = (ota, chosen) => html`
      <label>Devices of the profile <select name="profile" @change=${(event) => chosen(event.target.value)}>${profilesFor(ota)
        .map(([id, name]) => html`<option value=${id}>${name}</option>`)}</select></label>`;

  const profilesFor = (ota) => [...profiles].filter(([id]) => !ota.deviceProfileId || ota.deviceProfileId.id === id);

  async function beginRollout(ota, form) {
    await begin(form.get('profile'), ota.id.id, form);
    done(`${ota.title} ${ota.version} is on its way`);
    await rollouts.load();
  }

  async function giveToAll(ota, id) {
    const profile = await rest('GET', `/api/deviceProfile/${id}`);
    const before = profile[member(ota)];
    await give(id, ota);
    done(`${ota.title} ${ota.version} is assigned to ${profile.name}`, () => view.attempt(() => put(id, ota, before)));
  }

  const member = ({ type }) => (type === 'FIRMWARE' ? 'firmwareId' : 'softwareId');

  const give = (profile, ota) => put(profile, ota, { entityType: 'OTA_PACKAGE', id: ota.id.id });

  async function put(profile, ota, assigned) {
    const current = await rest('GET', `/api/deviceProfile/${profile}`);
    await rest('POST', '/api/deviceProfile', { ...current, [member(ota)]: assigned });
  }

  const remove = (ota) => confirm(`Delete ${ota.title} ${ota.version}?`, 'The file is gone for good.', 'Delete package',
    async () => {
      await rest('DELETE', `/api/otaPackage/${ota.id.id}`);
      done(`${ota.title} ${ota.version} is deleted`);
      await list.load();
    });

  view.show(() => html`
    <div class="head">
      <h1>Firmware ${list.total() === null ? nothing : html`<span class="quiet">${count(list.total())}</span>`}</h1>
      <div class="row push"><button class="primary" @click=${upload}>${icon('upload')} Upload package</button></div>
    </div>
    ${rollouts.template()}
    <section class="card" aria-label="Packages">
      <div class="row gap-below">${list.searchField()}</div>
      ${list.table()}
    </section>`);
  list.load();
  view.attempt(async () => {
    const { data } = await rest('GET', '/api/deviceProfileInfos?pageSize=1000&page=0&sortProperty=name');
    profiles = new Map(data.map(({ id, name }) => [id.id, name]));
    await rollouts.load();
  });
}

/** The begin of a checksum; a click copies all of it. */
function checksum({ checksum: sum, checksumAlgorithm }) {
  return sum ? html`<button class="link mono small" title="Copy ${sum}" @click=${() => copy(sum)}>
    ${checksumAlgorithm} ${sum.slice(0, 8)}…</button>` : nothing;
}
