// Who changed what, and what was refused.

import { html } from '../../lib.js';
import { dateTime, isoTime } from '../../base/format.js';
import { List } from '../../parts/list.js';

export function auditTab(view, parameters) {
  const list = new List(view, '/people', parameters, {
    source: (query) => `/api/audit/logs?${query}`,
    fixed: { tab: 'audit' },
    search: 'Search by user or name',
    sort: 'createdTime',
    order: 'DESC',
    columns: [
      { title: 'Time', kind: 'tight', cell: ({ createdTime }) => html`<span title=${isoTime(createdTime)}>
        ${dateTime(createdTime)}</span>` },
      { title: 'User', cell: ({ userName }) => userName },
      { title: 'Action', cell: ({ actionType }) => actionType.replaceAll('_', ' ').toLowerCase() },
      { title: 'On', cell: ({ entityName, entityId }) => html`${entityName ?? ''}
        <span class="quiet small">${entityId?.entityType.replaceAll('_', ' ').toLowerCase() ?? ''}</span>` },
      { title: 'Result', cell: ({ actionStatus, actionFailureDetails }) => (actionStatus === 'SUCCESS' ? 'done'
        : html`<span class="bad">${actionFailureDetails}</span>`) },
      { title: 'From', kind: 'wide-only mono', cell: ({ actionData }) => actionData?.ip ?? '' },
    ],
    empty: () => html`<div class="empty"><h2>Nothing was changed yet</h2></div>`,
  });

  list.load();

  return () => html`<section class="card" aria-label="Audit log">
    <div class="row gap-below">${list.searchField()}</div>${list.table()}</section>`;
}
