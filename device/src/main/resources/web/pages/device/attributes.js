// Attributes by scope, changed in place: Enter saves, Escape goes back. What is saved is shown at once, and can be undone.

import { html, live, nothing, repeat } from '../../lib.js';
import { ago, isoTime, valueOf } from '../../base/format.js';
import { hearAttributes } from '../../base/live.js';
import { rest } from '../../base/session.js';
import { done } from '../../base/toast.js';
import { TYPES, asText, parse, typeOf, typed } from '../../base/typed.js';
import { unitOf } from '../../base/units.js';
import { icon } from '../../parts/icons.js';
import { loading } from '../../parts/list.js';
import { tabs } from '../../parts/tabs.js';
import { terminal } from '../../parts/terminal.js';

const SCOPES = [['SHARED_SCOPE', 'Shared'], ['CLIENT_SCOPE', 'Client'], ['SERVER_SCOPE', 'Server']];
const MEANINGS = {
  SHARED_SCOPE: 'Written here, pushed to the device at once, or when it is back.',
  CLIENT_SCOPE: 'Reported by the device.',
  SERVER_SCOPE: 'For this server alone: the device does not see them.',
};

export function attributesPanel(view, shared) {
  let scope = 'SHARED_SCOPE';
  let attributes = null; // Map: key -> { ts, value }
  let editing = null; // { key, text, type, isNew, wrong }
  let stopHearing = () => {};

  const path = () => `/api/plugins/telemetry/DEVICE/${shared.id}/values/attributes/${scope}`;

  async function choose(next) {
    scope = next;
    attributes = null;
    editing = null;
    view.draw();
    await view.attempt(async () => {
      const list = await rest('GET', path());
      attributes = new Map(list.map(({ key, lastUpdateTs, value: stored }) => [key, { ts: lastUpdateTs, value: stored }]));
    });
    stopHearing();
    stopHearing = hearAttributes(shared.id, scope, heard);
  }

  function heard(values) {
    for (const [key, [[ts, text]]] of values) {
      const known = attributes?.get(key);
      if (attributes && !(known?.ts >= ts)) {
        attributes.set(key, { ts, value: typed(text, known?.value) });
      }
    }
    view.draw();
  }

  const write = (key, stored) => rest('POST', `/api/plugins/telemetry/DEVICE/${shared.id}/${scope}`, { [key]: stored });

  const erase = (key) => rest('DELETE',
    `/api/plugins/telemetry/DEVICE/${shared.id}/${scope}?${new URLSearchParams({ key })}`);

  /** Shows a change at once, and takes it back where the server refuses it. */
  async function put(key, stored) {
    const before = attributes.get(key);
    attributes.set(key, { ts: Date.now(), value: stored });
    if (!await view.attempt(() => write(key, stored))) {
      restore(key, before);
      return;
    }
    const where = scope !== 'SHARED_SCOPE' ? '' : shared.device.active ? ', pushed to the device'
      : '; the device is offline and gets it when it connects';
    done(`${key} is saved${where}`, before ? () => put(key, before.value) : () => remove(key));
  }

  async function remove(key) {
    const before = attributes.get(key);
    attributes.delete(key);
    if (!await view.attempt(() => erase(key))) {
      restore(key, before);
      return;
    }
    done(`${key} is deleted`, scope === 'CLIENT_SCOPE' ? undefined : () => put(key, before.value));
  }

  function restore(key, before) {
    if (before) {
      attributes.set(key, before);
    } else {
      attributes.delete(key);
    }
    view.draw();
  }

  function edit(key) {
    const { value: stored } = attributes.get(key);
    begin({ key, text: asText(stored), type: typeOf(stored), isNew: false });
  }

  function begin(what) {
    editing = { wrong: null, ...what };
    view.drawNow();
    const field = view.root.querySelector(what.isNew ? '[name="attribute-key"]' : '[name="attribute-value"]');
    field.focus();
    field.select();
  }

  function save(event) {
    event.preventDefault();
    const { key, text, type } = editing;
    try {
      if (key.trim() === '') {
        throw new Error('An attribute has a name.');
      }
      const stored = parse(text, type);
      put(key.trim(), stored);
      close(key.trim());
    } catch (wrong) {
      editing.wrong = wrong.message;
    }
    view.draw();
  }

  /** The editor gives way to the value, which gets the focus. */
  function close(name) {
    editing = null;
    view.drawNow();
    view.root.querySelector(`[data-attribute="${CSS.escape(name)}"]`)?.focus();
  }

  function key(event) {
    if (event.key === 'Escape') {
      close(editing.key);
    } else if (event.key === 'Enter' && event.target.tagName !== 'BUTTON') {
      save(event);
    }
  }

  const change = (name) => (event) => { editing[name] = event.target.value; view.draw(); };

  const editor = () => html`
    <tr @keydown=${key}>
      <td>${editing.isNew ? html`<input name="attribute-key" aria-label="Key" placeholder="Key" .value=${live(editing.key)}
        @input=${change('key')}>` : editing.key}</td>
      <td><div class="row">
        <input class="fill mono" name="attribute-value" aria-label="Value" .value=${live(editing.text)}
          aria-invalid=${editing.wrong ? 'true' : 'false'} @input=${change('text')}>
        <select aria-label="Type" @change=${change('type')}>${TYPES.map((type) => html`
          <option ?selected=${type === editing.type}>${type}</option>`)}</select></div>
        ${editing.wrong ? html`<p role="alert" class="problem small">${editing.wrong}</p>` : nothing}</td>
      <td class="end tight"><button class="primary" @click=${save}>Save</button></td>
      <td class="tight"><button class="plain" aria-label="Cancel"
        @click=${() => close(editing.key)}>${icon('close')}</button></td>
    </tr>`;

  const row = ([name, { ts, value: stored }]) => (editing && !editing.isNew && editing.key === name ? editor() : html`
    <tr>
      <td>${name}</td>
      <td>${scope === 'CLIENT_SCOPE' ? html`<span class="mono">${shown(name, stored)}</span>` : html`
        <button class="editable mono" data-attribute=${name} title="Change (${typeOf(stored)})" @click=${() => edit(name)}>${shown(name, stored)}
        </button>`}</td>
      <td class="quiet end tight small" title=${isoTime(ts)}>${ago(ts)}</td>
      <td class="tight"><button class="plain" aria-label="Delete ${name}" @click=${() => remove(name)}>
        ${icon('remove')}</button></td>
    </tr>`);

  const shown = (name, stored) => valueOf(name, stored, unitOf(name, shared.units));

  const table = () => html`
    <table>
      <thead><tr><th scope="col">Key</th><th scope="col">Value</th><th scope="col" class="end">Changed</th>
        <th scope="col" class="end tight">Delete</th></tr></thead>
      <tbody>${editing?.isNew ? editor() : nothing}
        ${repeat([...attributes].sort(([a], [b]) => a.localeCompare(b)), ([name]) => name, row)}</tbody>
    </table>`;

  choose(scope);
  view.onEnd(() => stopHearing());

  return () => html`
    <header><h2>Attributes</h2>${tabs('Scope', SCOPES, scope, choose)}
      ${scope === 'CLIENT_SCOPE' ? nothing : html`
        <button @click=${() => begin({ key: '', text: '', type: 'string', isNew: true })}>${icon('add')} Add</button>`}
    </header>
    <p class="quiet small">${MEANINGS[scope]}</p>
    ${!attributes ? loading() : attributes.size === 0 && !editing ? html`<p class="quiet gap">None yet.</p>` : table()}
    ${terminal(path())}`;
}
