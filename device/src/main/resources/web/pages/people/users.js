// Users: three roles, made here, activated by a link that is handed over.

import { html } from '../../lib.js';
import { ago, dateTime } from '../../base/format.js';
import { rest, userName } from '../../base/session.js';
import { done } from '../../base/toast.js';
import { command } from '../../parts/command.js';
import { ask, confirm } from '../../parts/dialog.js';
import { icon } from '../../parts/icons.js';
import { List } from '../../parts/list.js';

const ROLES = { TENANT_ADMIN: 'Administrator', OPERATOR: 'Operator', CUSTOMER_USER: 'Customer' };
const MEANINGS = { TENANT_ADMIN: 'May do everything.', OPERATOR: 'Works with devices, firmware and alarms.',
  CUSTOMER_USER: 'Sees the devices of one customer.' };

export function usersTab(view, parameters) {
  let customers = new Map(); // id -> title

  const list = new List(view, '/people', parameters, {
    source: (query) => `/api/users?${query}`,
    fixed: { tab: 'users' },
    search: 'Search by e-mail',
    sort: 'email',
    columns: [
      { title: 'E-mail', sort: 'email', cell: (user) => html`${user.email}${user.email === userName() ? html`
        <span class="tag">you</span>` : ''}
        <div class="quiet small">${[user.firstName, user.lastName].filter(Boolean).join(' ')}</div>` },
      { title: 'Role', cell: (user) => html`${ROLES[user.authority]}
        <div class="quiet small">${customers.get(user.customerId.id) ?? ''}</div>` },
      { title: 'Created', sort: 'createdTime', kind: 'wide-only quiet tight', cell: ({ createdTime }) => html`
        <span title=${dateTime(createdTime)}>${ago(createdTime)}</span>` },
      { title: 'Actions', kind: 'end tight', cell: (user) => (user.email === userName() ? '' : html`
        <button @click=${() => reset(user)}>Reset password</button>
        <button class="plain" aria-label="Delete ${user.email}" @click=${() => remove(user)}>${icon('remove')}</button>`) },
    ],
    empty: () => html`<div class="empty"><h2>No user matches</h2></div>`,
  });

  function create() {
    let role = 'OPERATOR';
    ask({ title: 'New user', action: 'Create user',
      fields: (draw) => html`
        <label>E-mail <input name="email" type="text" required autofocus autocomplete="off"></label>
        <div class="pair"><label>First name <input name="firstName"></label>
          <label>Last name <input name="lastName"></label></div>
        <label>Role <select @change=${(event) => { role = event.target.value; draw(); }}>
          ${Object.entries(ROLES).map(([key, name]) => html`<option value=${key} ?selected=${key === role}>${name}</option>`)}
          </select></label>
        <p class="quiet small">${MEANINGS[role]}</p>
        ${role === 'CUSTOMER_USER' ? html`<label>Customer <select name="customer" required>${[...customers]
          .map(([id, title]) => html`<option value=${id}>${title}</option>`)}</select></label>` : ''}`,
      submit: async (form) => {
        const customer = form.get('customer');
        const user = await rest('POST', '/api/user?sendActivationMail=false', { authority: role,
          email: form.get('email'), firstName: form.get('firstName') || null, lastName: form.get('lastName') || null,
          customerId: customer ? { entityType: 'CUSTOMER', id: customer } : null });
        list.load();
        handOver(user.email, await rest('GET', `/api/user/${user.id.id}/activationLink`));
      } });
  }

  const reset = (user) => confirm(`Reset the password of ${user.email}?`, 'The old one stops working at once; '
    + 'you get a link to hand over.', 'Reset password', async () => {
    handOver(user.email, await rest('POST', `/api/user/${user.id.id}/resetPassword`));
  });

  /** The token stands behind the #, which no browser sends and no proxy logs. */
  function handOver(email, link) {
    const token = new URL(link).searchParams.get('activateToken');
    ask({ title: `Hand this link over to ${email}`, action: 'Done', big: true, submit: () => {},
      fields: () => html`<p>With it a password is chosen. It works once.</p>
        ${command(`${location.origin}/#/activate?${new URLSearchParams({ activateToken: token })}`, 'Copy link')}` });
  }

  const remove = (user) => confirm(`Delete ${user.email}?`, 'They are signed out at once, and their API keys end.',
    'Delete user', async () => {
      await rest('DELETE', `/api/user/${user.id.id}`);
      done(`${user.email} is deleted`);
      await list.load();
    });

  list.load();
  view.attempt(async () => {
    const { data } = await rest('GET', '/api/customers?pageSize=1000&page=0&sortProperty=title');
    customers = new Map(data.map(({ id, title }) => [id.id, title]));
  });

  return () => html`<section class="card" aria-label="Users">
    <div class="row gap-below">${list.searchField()}
      <button class="primary" @click=${create}>${icon('add')} Add user</button></div>
    ${list.table()}</section>`;
}
