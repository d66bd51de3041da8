// Customers: who owns devices, and whose users see only those.

import { html, nothing } from '../../lib.js';
import { ago, dateTime, plural } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { done } from '../../base/toast.js';
import { ask, confirm } from '../../parts/dialog.js';
import { icon } from '../../parts/icons.js';
import { List } from '../../parts/list.js';

export function customersTab(view, parameters) {
  const list = new List(view, '/people', parameters, {
    source: (query) => `/api/customers?${query}`,
    fixed: { tab: 'customers' },
    search: 'Search by title',
    sort: 'title',
    columns: [
      { title: 'Title', sort: 'title', cell: ({ title }) => title },
      { title: 'Created', sort: 'createdTime', kind: 'wide-only quiet tight', cell: ({ createdTime }) => html`
        <span title=${dateTime(createdTime)}>${ago(createdTime)}</span>` },
      { title: 'Actions', kind: 'end tight', cell: (customer) => html`
        <button @click=${() => edit(customer)}>Rename</button>
        <button class="plain" aria-label="Delete ${customer.title}" @click=${() => remove(customer)}>${icon('remove')}
        </button>` },
    ],
    empty: (filtered) => html`<div class="empty"><h2>${filtered ? 'No customer matches' : 'No customers yet'}</h2>
      ${filtered ? nothing : html`<p>A customer owns devices; its users see those and no others.</p>`}</div>`,
  });

  const edit = (customer) => ask({ title: customer ? 'Rename the customer' : 'New customer',
    action: customer ? 'Rename' : 'Create customer',
    fields: () => html`<label>Title <input name="title" required maxlength="255" autofocus
      .value=${customer?.title ?? ''}></label>`,
    submit: async (form) => {
      await rest('POST', '/api/customer', { ...customer, title: form.get('title') });
      done(`${form.get('title')} is saved`);
      await list.load();
    } });

  const remove = (customer) => view.attempt(async () => {
    const [users, devices] = await Promise.all([countOf(customer, 'users'), countOf(customer, 'deviceInfos')]);
    confirm(`Delete ${customer.title}?`, `${plural(users, 'user')} of it will be deleted; ${plural(devices, 'device')} will `
      + 'stay, and belong to nobody.', 'Delete customer', async () => {
      await rest('DELETE', `/api/customer/${customer.id.id}`);
      done(`${customer.title} is deleted`);
      await list.load();
    });
  });

  const countOf = async (customer, what) => (await rest('GET',
    `/api/customer/${customer.id.id}/${what}?pageSize=1&page=0`)).totalElements;

  list.load();

  return () => html`<section class="card" aria-label="Customers">
    <div class="row gap-below">${list.searchField()}
      <button class="primary" @click=${() => edit(null)}>${icon('add')} Add customer</button></div>
    ${list.table()}</section>`;
}
