// Who listens to what.

import { html } from '../../lib.js';
import { Cursor } from '../../parts/cursor.js';

export function subscriptionsTab(view, parameters) {
  const list = new Cursor(view, { path: '/api/broker/subscriptions', at: '/broker',
    fixed: { tab: 'subscriptions' }, parameter: 'search', text: parameters?.get('search'),
    search: 'Search by filter or client ID', nothing: 'Nobody has subscribed to anything.',
    key: ({ clientId, filter }) => `${clientId}\n${filter}`,
    columns: [
      { title: 'Filter', kind: 'mono', cell: ({ filter }) => filter },
      { title: 'Client ID', kind: 'mono', cell: ({ clientId }) => clientId },
      { title: 'QoS', kind: 'end tight', cell: ({ qos }) => qos },
      { title: 'Options', kind: 'wide-only', cell: ({ noLocal, retainAsPublished }) => [noLocal && 'no local',
        retainAsPublished && 'retain as published'].filter(Boolean).join(', ') },
    ] });

  return () => html`<section class="card" aria-label="Subscriptions">${list.template()}</section>`;
}
