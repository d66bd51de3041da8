// Alarms of all devices: seen, acknowledged, cleared.

import { html, nothing } from '../../lib.js';
import { refreshCounts } from '../../base/counts.js';
import { ago, dateTime, duration } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { done } from '../../base/toast.js';
import { List } from '../../parts/list.js';

const REFRESH_MS = 2_000;
const STATES = [['ACTIVE', 'Active'], ['UNACK', 'Not acknowledged'], ['CLEARED', 'Cleared'], ['ANY', 'All']];
export const COLOURS = { CRITICAL: 'bad', MAJOR: 'bad', MINOR: 'warn', WARNING: 'warn', INDETERMINATE: '' };

export function alarmsTab(view, parameters) {
  const list = new List(view, '/alarms', parameters, {
    source: (query, { state }) => {
      query.set('searchStatus', state || 'ACTIVE');
      return `/api/alarms?${query}`;
    },
    search: 'Search by type',
    filters: ['state'],
    sort: 'createdTime',
    order: 'DESC',
    columns: [
      { title: 'Severity', sort: 'severity', kind: 'tight', cell: ({ severity, cleared }) => html`
        <span class="tag ${cleared ? '' : COLOURS[severity]}">${severity.toLowerCase()}</span>` },
      { title: 'Alarm', sort: 'type', cell: ({ type }) => type },
      { title: 'Device', cell: ({ originator, originatorName }) => html`
        <a href="#/devices/${originator.id}">${originatorName}</a>` },
      { title: 'Began', sort: 'startTs', kind: 'tight', cell: ({ startTs }) => html`
        <span title=${dateTime(startTs)}>${ago(startTs)}</span>` },
      { title: 'For', kind: 'tight wide-only', cell: ({ startTs, endTs, clearTs, cleared }) =>
        duration((cleared ? clearTs || endTs : Date.now()) - startTs) },
      { title: 'State', cell: ({ acknowledged, cleared }) => `${cleared ? 'cleared' : 'active'}${acknowledged
        ? ', acknowledged' : ''}` },
      { title: 'Actions', kind: 'end tight', cell: (alarm) => html`
        ${alarm.acknowledged ? nothing : html`<button @click=${() => change(alarm, 'ack')}>Acknowledge</button>`}
        ${alarm.cleared ? nothing : html`<button @click=${() => change(alarm, 'clear')}>Clear</button>`}` },
    ],
    empty: () => html`<div class="empty"><h2>${list.state.state === 'CLEARED' ? 'No alarm was cleared yet'
      : 'No alarms'}</h2><p>A threshold raises one when a value that a device reports crosses it.</p></div>`,
  });

  const change = (alarm, what) => view.attempt(async () => {
    alarm[what === 'ack' ? 'acknowledged' : 'cleared'] = true; // at once; the next answer tells how it is
    view.draw();
    try {
      await rest('POST', `/api/alarm/${alarm.id.id}/${what}`);
      done(`${alarm.type} of ${alarm.originatorName} is ${what === 'ack' ? 'acknowledged' : 'cleared'}`);
    } finally {
      await list.load();
      refreshCounts();
    }
  });

  list.load();
  view.every(REFRESH_MS, () => list.load());

  return () => html`<section class="card" aria-label="Alarms">
    <div class="row gap-below">${list.searchField()}
      <select aria-label="State" @change=${(event) => list.change({ state: event.target.value })}>${STATES.map(
        ([key, name]) => html`<option value=${key} ?selected=${key === (list.state.state || 'ACTIVE')}>${name}</option>`)}
      </select></div>
    ${list.table()}</section>`;
}
