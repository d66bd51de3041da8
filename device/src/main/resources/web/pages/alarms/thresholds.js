// Thresholds on what devices report, which raise and clear alarms.

import { html, nothing } from '../../lib.js';
import { duration, value } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { done } from '../../base/toast.js';
import { parse } from '../../base/typed.js';
import { unitOf } from '../../base/units.js';
import { ask } from '../../parts/dialog.js';
import { icon } from '../../parts/icons.js';
import { List } from '../../parts/list.js';
import { COLOURS } from './alarms.js';

const OPERATIONS = { GREATER: 'above', GREATER_OR_EQUAL: 'at least', LESS: 'below', LESS_OR_EQUAL: 'at most',
  EQUAL: 'equal to', NOT_EQUAL: 'different from' };
const SEVERITIES = Object.keys(COLOURS);

export function thresholdsTab(view, parameters) {
  let profiles = new Map(); // id -> name

  const list = new List(view, '/alarms', parameters, {
    source: (query) => `/api/alarmRules?${query}`,
    fixed: { tab: 'thresholds' },
    search: 'Search by name',
    sort: 'name',
    columns: [
      { title: 'Name', sort: 'name', cell: ({ name, enabled }) => html`${name}
        ${enabled ? nothing : html`<span class="tag">off</span>`}` },
      { title: 'When', cell: (rule) => html`<code>${rule.key}</code> is ${OPERATIONS[rule.operation]}
        ${value(rule.value, unitOf(rule.key))}${rule.durationMs > 0 ? ` for ${duration(rule.durationMs)}` : ''}` },
      { title: 'Severity', kind: 'tight', cell: ({ severity }) => html`<span class="tag ${COLOURS[severity]}">
        ${severity.toLowerCase()}</span>` },
      { title: 'Devices', kind: 'wide-only', cell: ({ deviceProfileId, deviceId }) => (deviceId ? html`
        <a href="#/devices/${deviceId.id}">a device</a>` : profiles.get(deviceProfileId?.id) ?? 'all devices') },
      { title: 'Actions', kind: 'end tight', cell: (rule) => html`
        <button @click=${() => toggle(rule)}>${rule.enabled ? 'Turn off' : 'Turn on'}</button>
        <button @click=${() => edit(rule)}>Change</button>
        <button class="plain" aria-label="Delete ${rule.name}" @click=${() => remove(rule)}>${icon('remove')}</button>` },
    ],
    empty: (filtered) => html`<div class="empty"><h2>${filtered ? 'No threshold matches' : 'No thresholds yet'}</h2>
      ${filtered ? nothing : html`<p>A threshold raises an alarm when a value crosses it, and clears it when the value is
        back.</p>`}</div>`,
  });

  const edit = (rule) => ask({ title: rule ? `Change ${rule.name}` : 'New threshold', action: rule ? 'Save' : 'Create threshold',
    fields: () => html`
      <label>Name <input name="name" required maxlength="255" autofocus .value=${rule?.name ?? ''}
        placeholder="Too warm"></label>
      <div class="pair">
        <label>Key <input class="mono" name="key" required .value=${rule?.key ?? ''} placeholder="temperature"></label>
        <label>is <select name="operation">${Object.entries(OPERATIONS).map(([key, words]) => html`
          <option value=${key} ?selected=${key === rule?.operation}>${words}</option>`)}</select></label>
        <label>Value <input class="mono" name="value" required .value=${String(rule?.value ?? '')}></label>
      </div>
      <div class="pair">
        <label>for at least, in s <input type="number" name="duration" min="0" .value=${(rule?.durationMs ?? 0) / 1000}></label>
        <label>Hysteresis <input type="number" name="hysteresis" min="0" step="any" .value=${rule?.hysteresis ?? 0}></label>
      </div>
      <div class="pair">
        <label>Severity <select name="severity">${SEVERITIES.map((severity) => html`
          <option ?selected=${severity === (rule?.severity ?? 'MAJOR')} value=${severity}>${severity.toLowerCase()}</option>`)}
          </select></label>
        <label>Of <select name="profile"><option value="">all devices</option>${[...profiles].map(([id, name]) => html`
          <option value=${id} ?selected=${id === rule?.deviceProfileId?.id}>devices of ${name}</option>`)}</select></label>
      </div>`,
    submit: async (form) => {
      const profile = form.get('profile');
      await save({ enabled: true, ...rule, name: form.get('name'), key: form.get('key'),
        operation: form.get('operation'), value: guess(form.get('value')), durationMs: form.get('duration') * 1000,
        hysteresis: Number(form.get('hysteresis')), severity: form.get('severity'),
        deviceProfileId: profile ? { entityType: 'DEVICE_PROFILE', id: profile } : null });
      done(`${form.get('name')} is saved`);
    } });

  async function save(rule) {
    await rest('POST', '/api/alarmRule', rule);
    await list.load();
  }

  const toggle = (rule) => view.attempt(async () => {
    await save({ ...rule, enabled: !rule.enabled });
    done(`${rule.name} is ${rule.enabled ? 'off' : 'on'}`);
  });

  const remove = (rule) => view.attempt(async () => {
    await rest('DELETE', `/api/alarmRule/${rule.id.id}`);
    done(`${rule.name} is deleted`, () => view.attempt(() => save({ ...rule, id: null, version: null })));
    await list.load();
  });

  list.load();
  view.attempt(async () => {
    const { data } = await rest('GET', '/api/deviceProfileInfos?pageSize=1000&page=0&sortProperty=name');
    profiles = new Map(data.map(({ id, name }) => [id.id, name]));
  });

  return () => html`<section class="card" aria-label="Thresholds">
    <div class="row gap-below">${list.searchField()}
      <button class="primary" @click=${() => edit(null)}>${icon('add')} Add threshold</button></div>
    ${list.table()}</section>`;
}

/** A number where it looks like one, true and false, else a text. */
function guess(text) {
  for (const type of ['number', 'boolean']) {
    try {
      return parse(text, type);
    } catch {
      // the next
    }
  }
  return text;
}
