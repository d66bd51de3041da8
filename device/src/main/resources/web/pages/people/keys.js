// Keys with which scripts call the REST API on one's own behalf.

import { html } from '../../lib.js';
import { ago, dateTime } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { done } from '../../base/toast.js';
import { command } from '../../parts/command.js';
import { ask, confirm } from '../../parts/dialog.js';
import { icon } from '../../parts/icons.js';
import { List } from '../../parts/list.js';

const DAY_MS = 86_400_000;

export function keysTab(view, parameters) {
  let me = null;

  const list = new List(view, '/people', parameters, {
    source: (query) => `/api/apiKeys/${me}?${query}`,
    fixed: { tab: 'keys' },
    sort: 'createdTime',
    order: 'DESC',
    columns: [
      { title: 'What for', cell: ({ description }) => description || html`<span class="quiet">not told</span>` },
      { title: 'State', cell: ({ enabled, expirationTime }) => (!enabled ? 'off'
        : expirationTime && expirationTime < Date.now() ? html`<span class="bad">expired</span>` : 'works') },
      { title: 'Expires', kind: 'wide-only quiet', cell: ({ expirationTime }) => (expirationTime
        ? dateTime(expirationTime) : 'never') },
      { title: 'Created', sort: 'createdTime', kind: 'wide-only quiet tight', cell: ({ createdTime }) => html`
        <span title=${dateTime(createdTime)}>${ago(createdTime)}</span>` },
      { title: 'Actions', kind: 'end tight', cell: (key) => html`
        <button @click=${() => toggle(key)}>${key.enabled ? 'Turn off' : 'Turn on'}</button>
        <button class="plain" aria-label="Delete key ${key.description}" @click=${() => remove(key)}>${icon('remove')}
        </button>` },
    ],
    empty: () => html`<div class="empty"><h2>No keys yet</h2><p>Scripts send a key as
      <code>X-Authorization: ApiKey KEY</code>, and may then do what you may.</p></div>`,
  });

  const create = () => ask({ title: 'New API key', action: 'Create key',
    fields: () => html`
      <label>What for <input name="description" required maxlength="255" autofocus placeholder="nightly export"></label>
      <label>Expires after, in days <input name="days" type="number" min="1" max="3650" placeholder="never"></label>`,
    submit: async (form) => {
      const key = await rest('POST', '/api/apiKey', { description: form.get('description'), enabled: true,
        expirationTime: form.get('days') ? Date.now() + form.get('days') * DAY_MS : 0 });
      list.load();
      ask({ title: 'Your key', action: 'Done', big: true, submit: () => {},
        fields: () => html`<p>It is shown this once.</p>${command(key.value, 'Copy key')}
          ${command(`curl -H 'X-Authorization: ApiKey ${key.value}' ${location.origin}/api/auth/user`)}` });
    } });

  const toggle = (key) => view.attempt(async () => {
    await rest('PUT', `/api/apiKey/${key.id.id}/enabled/${!key.enabled}`);
    done(`The key is ${key.enabled ? 'off' : 'on'}`, () => toggle({ ...key, enabled: !key.enabled }));
    await list.load();
  });

  const remove = (key) => confirm('Delete this key?', 'Scripts that use it are refused from then on.', 'Delete key',
    async () => {
      await rest('DELETE', `/api/apiKey/${key.id.id}`);
      done('The key is deleted');
      await list.load();
    });

  view.attempt(async () => {
    me = (await rest('GET', '/api/auth/user')).id.id;
    await list.load();
  });

  return () => html`<section class="card" aria-label="API keys">
    <div class="row end gap-below"><button class="primary" @click=${create}>${icon('add')} Add key</button></div>
    ${list.table()}</section>`;
}
