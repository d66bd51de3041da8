// Packages on their way to the devices of a profile: in stages, held when too many fail.

import { html, nothing, repeat } from '../../lib.js';
import { ago, count, dateTime, plural } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { done } from '../../base/toast.js';
import { ask, confirm } from '../../parts/dialog.js';
import { icon } from '../../parts/icons.js';

const REFRESH_MS = 3_000;
const MOST_PROFILES = 100;
const MOST_FAILURES = 100;
const COLOURS = { UPDATED: 'good', FAILED: 'bad', QUEUED: '', INITIATED: '' };

/** @param profiles a function that gives a Map from id to name */
export function rolloutsPanel(view, profiles) {
  let rollouts = []; // as the server tells them, with the package of each
  const packages = new Map();
  let failures = []; // of all packages

  async function load() {
    const asked = [...profiles().keys()].slice(0, MOST_PROFILES);
    const answers = await Promise.all(asked.map((id) => rest('GET', `/api/deviceProfile/${id}/rollouts`).catch(() => [])));
    rollouts = answers.flat();
    await Promise.all(rollouts.map(({ otaPackageId }) => name(otaPackageId.id)));
    if (rollouts.some(({ devices }) => devices.FAILED > 0)) {
      failures = await rest('GET', `/api/failedUpdates?limit=${MOST_FAILURES}`).catch(() => failures);
    }
    view.draw();
  }

  async function name(id) {
    if (!packages.has(id)) {
      packages.set(id, await rest('GET', `/api/otaPackage/info/${id}`).catch(() => null));
    }
  }

  const path = ({ deviceProfileId, type }) => `/api/deviceProfile/${deviceProfileId.id}/rollout/${type}`;

  const change = (rollout, what, words, undo) => view.attempt(async () => {
    await rest('POST', `${path(rollout)}/${what}`);
    done(words, undo);
    await load();
  });

  const pause = (rollout) => change(rollout, 'pause', 'No more devices begin', () => resume(rollout));
  const resume = (rollout) => change(rollout, 'resume', 'Devices begin again', () => pause(rollout));

  const widen = (rollout) => ask({ title: 'How many devices?', action: 'Change share',
    fields: () => stages(rollout),
    submit: async (form) => {
      await begin(rollout.deviceProfileId.id, rollout.otaPackageId.id, form);
      done('The rollout goes on');
      await load();
    } });

  const finish = (rollout) => view.attempt(async () => {
    const devices = plural(await devicesOf(rollout.deviceProfileId.id), 'device');
    confirm(`Bring it to ${devices}?`, 'The package becomes that of the profile: its devices are told now, or when they '
      + 'connect.', 'Bring it to all', async () => {
      await rest('POST', `${path(rollout)}/finish`);
      done(`${devices} of the profile get the package`);
      await load();
    });
  });

  const stop = (rollout) => confirm('End this rollout?', `Those that have begun, ${plural(totalOf(rollout), 'device')}, go back `
    + 'to the package that the profile has.', 'End rollout', async () => {
      await rest('DELETE', path(rollout));
      done('The rollout is ended');
      await load();
    });

  const totalOf = ({ devices }) => Object.values(devices).reduce((sum, n) => sum + n, 0);

  const row = (rollout) => {
    const { devices, state, percentage, deviceProfileId, otaPackageId, sinceTime, pauseAfterFailures } = rollout;
    const states = Object.entries(devices).filter(([, n]) => n > 0);
    const ota = packages.get(otaPackageId.id);
    return html`<li class="form">
      <div class="row">
        <b>${ota ? `${ota.title} ${ota.version}` : otaPackageId.id}</b>
        <span class="quiet">to ${percentage} % of profile ${profiles().get(deviceProfileId.id)}, begun ${ago(sinceTime)}</span>
        <span class="tag ${state === 'RUNNING' ? 'good' : 'warn'}">${state.toLowerCase()}</span>
        <div class="row push">
          ${state === 'RUNNING' ? html`<button @click=${() => pause(rollout)}>${icon('pause')} Pause</button>`
            : html`<button @click=${() => resume(rollout)}>${icon('play')} Resume</button>`}
          <button @click=${() => widen(rollout)}>Change share</button>
          <button @click=${() => finish(rollout)}>Bring to all</button>
          <button class="danger" @click=${() => stop(rollout)}>End rollout</button>
        </div>
      </div>
      <progress max=${Math.max(1, totalOf(rollout))} value=${devices.UPDATED ?? 0} aria-label="Devices that are updated"></progress>
      <p class="row small">${states.length === 0 ? html`<span class="quiet">No device has begun.</span>`
        : states.map(([word, n]) => html`<span class="tag ${COLOURS[word] ?? 'warn'}">${count(n)}
          ${word.toLowerCase()}</span>`)}
        <span class="quiet">pauses after ${plural(pauseAfterFailures, 'failure')}</span></p>
      ${devices.FAILED > 0 ? failed(ota) : nothing}
    </li>`;
  };

  const failed = (ota) => html`<details><summary>Devices that failed, and why</summary>
    <ul class="list gap log" tabindex="0" aria-label="Failed devices">${failures
      .filter(({ type, title, version }) => type === ota?.type && title === ota.title && version === ota.version)
      .map(({ deviceId, deviceName, error, changedTime }) => html`<li class="row small">
        <a href="#/devices/${deviceId.id}?show=firmware">${deviceName}</a>
        <span class="problem fill">${error ?? 'it did not say why'}</span>
        <span class="quiet" title=${dateTime(changedTime)}>${ago(changedTime)}</span></li>`)}</ul></details>`;

  view.every(REFRESH_MS, load);

  return { load, template: () => (rollouts.length === 0 ? nothing : html`
    <section class="card gap-below" aria-label="Rollouts"><header><h2>Rollouts</h2></header>
      <ul class="list">${repeat(rollouts, path, row)}</ul></section>`) };
}

/** How many devices a profile has. */
export const devicesOf = async (profile) => (await rest('GET', `/api/tenant/deviceInfos?${new URLSearchParams({
  pageSize: 1, page: 0, deviceProfileId: profile })}`)).totalElements;

/** How far a rollout goes. */
export const stages = (rollout) => html`<div class="pair">
  <label>Share of the devices, in % <input type="number" name="percentage" min="1" max="100" required
    .value=${String(rollout?.percentage ?? 10)}></label>
  <label>Pause after failures <input type="number" name="failures" min="1" required
    .value=${String(rollout?.pauseAfterFailures ?? 5)}></label></div>`;

export const begin = (profile, ota, form) => rest('POST', `/api/deviceProfile/${profile}/rollout`, {
  otaPackageId: { entityType: 'OTA_PACKAGE', id: ota }, percentage: Number(form.get('percentage')),
  pauseAfterFailures: Number(form.get('failures')) });
