// Who was not let in lately, and why: for those whose device "keeps disconnecting".

import { html } from '../../lib.js';
import { ago, count, dateTime } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { failure, loading } from '../../parts/list.js';
import { refusals } from '../../parts/refusals.js';
import { terminal } from '../../parts/terminal.js';

const REFRESH_MS = 5_000;

export function refusedTab(view) {
  let refused = null;
  let wrong = null;

  async function load() {
    try {
      refused = refusals(await rest('GET', '/api/refusedLogins'));
      wrong = null;
    } catch (failed) {
      wrong = failed;
    }
    view.draw();
  }

  const row = ({ ts, clientId, address, reason, times }) => html`
    <tr><td class="mono">${clientId || html`<span class="quiet">none</span>`}</td><td class="mono">${address}</td>
      <td class="problem">${reason}</td><td class="end tight">${count(times)}</td>
      <td class="tight" title=${dateTime(ts)}>${ago(ts)}</td></tr>`;

  load();
  view.every(REFRESH_MS, load);

  return () => html`<section class="card" aria-label="Refused logins">
    ${wrong && !refused ? failure(wrong, load) : !refused ? loading() : refused.length === 0 ? html`
      <p class="quiet">Nobody was refused since the server started. Devices that are known have their own log.</p>` : html`
      <div class="scroll"><table>
        <thead><tr><th scope="col">Client ID</th><th scope="col">From</th><th scope="col">Why</th>
          <th scope="col" class="end">Times</th><th scope="col">Last</th></tr></thead>
        <tbody>${refused.map(row)}</tbody></table></div>`}
    ${terminal('/api/refusedLogins')}
  </section>`;
}
