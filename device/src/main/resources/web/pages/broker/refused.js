// Who was not let in lately, and why: for those whose device "keeps disconnecting".

import { html } from '../../lib.js';
import { dateTime, isoTime } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { failure, loading } from '../../parts/list.js';
import { terminal } from '../../parts/terminal.js';

const REFRESH_MS = 5_000;

export function refusedTab(view) {
  let refused = null;
  let wrong = null;

  async function load() {
    try {
      refused = (await rest('GET', '/api/refusedLogins')).toReversed();
      wrong = null;
    } catch (failed) {
      wrong = failed;
    }
    view.draw();
  }

  const row = ({ ts, clientId, address, reason }) => html`
    <tr><td class="tight" title=${isoTime(ts)}>${dateTime(ts)}</td><td class="mono">${clientId}</td>
      <td class="mono">${address}</td><td class="problem">${reason}</td></tr>`;

  load();
  view.every(REFRESH_MS, load);

  return () => html`<section class="card" aria-label="Refused logins">
    ${wrong && !refused ? failure(wrong, load) : !refused ? loading() : refused.length === 0 ? html`
      <p class="quiet">Nobody was refused since the server started. Devices that are known have their own log.</p>` : html`
      <div class="scroll"><table>
        <thead><tr><th scope="col">Time</th><th scope="col">Client ID</th><th scope="col">From</th>
          <th scope="col">Why</th></tr></thead>
        <tbody>${refused.map(row)}</tbody></table></div>`}
    ${terminal('/api/refusedLogins')}
  </section>`;
}
