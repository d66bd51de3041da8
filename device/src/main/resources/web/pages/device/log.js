// Why a device comes and goes: its connections, and what was refused, with the reason.

import { html, nothing } from '../../lib.js';
import { dateTime, isoTime, plural } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { loading } from '../../parts/list.js';

const REFRESH_MS = 5_000;

export function logPanel(view, shared) {
  let diagnostics = null;

  const load = async () => {
    diagnostics = await rest('GET', `/api/device/${shared.id}/diagnostics`).catch(() => diagnostics);
    view.draw();
  };

  const row = ({ ts, topic, reason, payload }) => html`
    <tr><td class="tight" title=${isoTime(ts)}>${dateTime(ts)}</td><td class="mono">${topic}</td>
      <td class="problem">${reason}</td><td class="mono">${payload}</td></tr>`;

  load();
  view.every(REFRESH_MS, load);

  return () => html`
    <header><h2>Log</h2>${diagnostics ? html`<span class="quiet small">
      ${plural(diagnostics.connections, 'open connection')},
      ${plural(diagnostics.rejected, 'refused message')} since the server started</span>` : nothing}</header>
    ${!diagnostics ? loading() : diagnostics.lastRejections.length === 0 ? html`
      <p class="quiet">Nothing was refused.</p>` : html`
      <div class="scroll"><table>
        <thead><tr><th scope="col">Time</th><th scope="col">Topic</th><th scope="col">Why it was refused</th>
          <th scope="col">Payload</th></tr></thead>
        <tbody>${diagnostics.lastRejections.toReversed().map(row)}</tbody>
      </table></div>`}`;
}
