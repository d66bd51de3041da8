// Why a device comes and goes: its connections, and what was refused, with the reason.

import { html, nothing } from '../../lib.js';
import { ago, dateTime, isoTime, plural } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { loading } from '../../parts/list.js';

const REFRESH_MS = 5_000;
const EVENTS = { CONNECTED: 'connected', DISCONNECTED: 'disconnected', REFUSED: 'not let in' };

export function logPanel(view, shared) {
  let diagnostics = null;

  const load = async () => {
    diagnostics = await rest('GET', `/api/device/${shared.id}/diagnostics`).catch(() => diagnostics);
    view.draw();
  };

  /** Both kinds together, the newest first. */
  const events = () => [
    ...diagnostics.connectionLog.map(({ ts, event, address, reason }) => ({ ts, what: EVENTS[event], reason,
      more: address })),
    ...diagnostics.lastRejections.map(({ ts, topic, reason, payload }) => ({ ts, what: `sent to ${topic}`, reason,
      more: payload }))].sort((a, b) => b.ts - a.ts);

  /** Why it is not there, where that is the last that is known of it. */
  const refusal = () => {
    const [last] = [...diagnostics.connectionLog].sort((a, b) => b.ts - a.ts);
    return last?.event !== 'REFUSED' ? nothing : html`<p class="problem gap-below" role="status">
      It was not let in ${ago(last.ts)}: ${last.reason}.</p>`;
  };

  const row = ({ ts, what, reason, more }) => html`
    <tr><td class="tight" title=${isoTime(ts)}>${dateTime(ts)}</td><td>${what}</td>
      <td class="problem">${reason}</td><td class="mono wide-only">${more}</td></tr>`;

  load();
  view.every(REFRESH_MS, load);

  return () => html`
    <header><h2>Log</h2>${diagnostics ? html`<span class="quiet small">
      ${plural(diagnostics.connections, 'open connection')},
      ${plural(diagnostics.rejected, 'refused message')} since the server started</span>` : nothing}</header>
    ${diagnostics ? refusal() : nothing}
    ${!diagnostics ? loading() : events().length === 0 ? html`<p class="quiet">Nothing since the server started.</p>`
      : html`<div class="scroll log" tabindex="0" role="region" aria-label="Events"><table>
        <thead><tr><th scope="col">Time</th><th scope="col">What</th><th scope="col">Why it was refused</th>
          <th scope="col" class="wide-only">From, or payload</th></tr></thead>
        <tbody>${events().map(row)}</tbody>
      </table></div>`}`;
}
