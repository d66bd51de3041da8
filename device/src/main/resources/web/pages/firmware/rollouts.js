// Packages on their way to the devices of a profile: in stages, held when too many fail.

import { html, nothing, repeat } from '../../lib.js';
import { ago, count, plural } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { done } from '../../base/toast.js';
import { ask, confirm } from '../../parts/dialog.js';
import { icon } from '../../parts/icons.js';

const REFRESH_MS = 3_000;
const MOST_PROFILES = 100;
const COLOURS = { UPDATED: 'good', FAILED: 'bad', QUEUED: '', INITIATED: '' };

/** @param profiles a function that gives a Map from id to name */
export function rolloutsPanel(view, profiles) {
  let rollouts = []; // as the server tells them, with the package of each
  const packages = new Map();

  async function load() {
    const asked = [...profiles().keys()].slice(0, MOST_PROFILES);
    const answers = await Promise.all(asked.map((id) => rest('GET', `/api/deviceProfile/${id}/rollouts`).catch(() => [])));
    rollouts = answers.flat();
    await Promise.all(rollouts.map(({ otaPackageId }) => name(otaPackageId.id)));
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

  const widen = (rollout) => ask({ title: 'How many devices?', action: 'Change',
    fields: () => stages(rollout),
    submit: async (form) => {
      await begin(rollout.deviceProfileId.id, rollout.otaPackageId.id, form);
      done('The rollout goes on');
      await load();
    } });

  const finish = (rollout) => confirm('Bring it to all devices?', 'The package becomes that of the profile: its devices '
    + 'are told now, or when they connect.', 'Bring it to all', async () => {
    await rest('POST', `${path(rollout)}/finish`);
    done('All devices of the profile get the package');
    await load();
  });

  const stop = (rollout) => confirm('End this rollout?', 'Devices go back to the package that the profile has.',
    'End rollout', async () => {
      await rest('DELETE', path(rollout));
      done('The rollout is ended');
      await load();
    });

  const row = (rollout) => {
    const { devices, state, percentage, deviceProfileId, otaPackageId, sinceTime, pauseAfterFailures } = rollout;
    const states = Object.entries(devices).filter(([, n]) => n > 0);
    const total = states.reduce((sum, [, n]) => sum + n, 0);
    const ota = packages.get(otaPackageId.id);
    return html`<li class="form">
      <div class="row">
        <b>${ota ? `${ota.title} ${ota.version}` : otaPackageId.id}</b>
        <span class="quiet">to ${percentage} % of ${profiles().get(deviceProfileId.id)}, begun ${ago(sinceTime)}</span>
        <span class="tag ${state === 'RUNNING' ? 'good' : 'warn'}">${state.toLowerCase()}</span>
        <div class="row push">
          ${state === 'RUNNING' ? html`<button @click=${() => pause(rollout)}>${icon('pause')} Pause</button>`
            : html`<button @click=${() => resume(rollout)}>${icon('play')} Go on</button>`}
          <button @click=${() => widen(rollout)}>Change share</button>
          <button @click=${() => finish(rollout)}>To all</button>
          <button class="danger" @click=${() => stop(rollout)}>End</button>
        </div>
      </div>
      <progress max=${Math.max(1, total)} value=${devices.UPDATED ?? 0} aria-label="Devices that are updated"></progress>
      <p class="row small">${states.length === 0 ? html`<span class="quiet">No device has begun.</span>`
        : states.map(([word, n]) => html`<span class="tag ${COLOURS[word] ?? 'warn'}">${count(n)}
          ${word.toLowerCase()}</span>`)}
        <span class="quiet">pauses after ${plural(pauseAfterFailures, 'failure')}</span></p>
    </li>`;
  };

  view.every(REFRESH_MS, load);

  return { load, template: () => (rollouts.length === 0 ? nothing : html`
    <section class="card gap-below" aria-label="Rollouts"><header><h2>Rollouts</h2></header>
      <ul class="list">${repeat(rollouts, path, row)}</ul></section>`) };
}

/** How far a rollout goes. */
export const stages = (rollout) => html`<div class="pair">
  <label>Share of the devices, in % <input type="number" name="percentage" min="1" max="100" required
    .value=${String(rollout?.percentage ?? 10)}></label>
  <label>Pause after failures <input type="number" name="failures" min="1" required
    .value=${String(rollout?.pauseAfterFailures ?? 5)}></label></div>`;

export const begin = (profile, ota, form) => rest('POST', `/api/deviceProfile/${profile}/rollout`, {
  otaPackageId: { entityType: 'OTA_PACKAGE', id: ota }, percentage: Number(form.get('percentage')),
  pauseAfterFailures: Number(form.get('failures')) });
