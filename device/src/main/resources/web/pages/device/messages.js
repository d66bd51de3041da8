// The last messages of a device: what came, what went, and what became of it. The server notes them while somebody looks.

import { html, nothing } from '../../lib.js';
import { bytes, clock, isoTime, preciseClock } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { icon } from '../../parts/icons.js';
import { failure, loading } from '../../parts/list.js';
import { terminal } from '../../parts/terminal.js';

const REFRESH_MS = 2_000;
const WAYS = { FROM_DEVICE: ['←', 'from the device'], TO_DEVICE: ['→', 'to the device'] };

export function messagesPanel(view, shared) {
  const path = `/api/device/${shared.id}/messages`;
  let noted = null; // { since, messages }
  let wrong = null;
  let paused = false;

  async function load() {
    try {
      noted = await rest('GET', path);
      wrong = null;
    } catch (refused) {
      wrong = refused;
    }
    view.draw();
  }

  function pause() {
    paused = !paused;
    view.draw();
  }

  const row = ({ ts, way, kind, topic, size, payload, result, refused }) => html`
    <tr><td class="tight" title="${preciseClock(ts)}, ${isoTime(ts)}">${clock(ts)}</td>
      <td class="tight wide-only">${kind}</td>
      <td class="mono"><span role="img" aria-label=${WAYS[way][1]} title=${WAYS[way][1]}>${WAYS[way][0]}</span>
        ${topic}${payload ? html`<div class="quiet excerpt" title=${payload}>${payload}</div>` : nothing}</td>
      <td class="end tight wide-only">${size > 0 ? bytes(size) : ''}</td>
      <td class="result ${refused ? 'problem' : ''}">${result || html`<span class="quiet">under way</span>`}</td></tr>`;

  load();
  view.every(REFRESH_MS, () => (paused ? null : load()));

  return () => html`
    <header><h2>Messages</h2>${noted ? html`<span class="quiet small">the last 50, noted since ${clock(noted.since)}</span>
      <button aria-pressed=${paused} @click=${pause}>${icon(paused ? 'play' : 'pause')} ${paused ? 'Resume' : 'Pause'}
      </button>` : nothing}</header>
    ${wrong && !noted ? failure(wrong, load) : !noted ? loading() : noted.messages.length === 0 ? html`<p class="quiet">
        None since then. Messages are noted while somebody looks at this page: it costs nothing the rest of the time.</p>`
      : html`<div class="scroll log" tabindex="0" role="region" aria-label="Messages of the device, the newest first"><table>
        <thead><tr><th scope="col">Time</th><th scope="col" class="wide-only">Packet</th>
          <th scope="col">Topic, payload</th><th scope="col" class="end wide-only">Size</th><th scope="col">Result</th></tr>
        </thead>
        <tbody>${noted.messages.toReversed().map(row)}</tbody>
      </table></div>`}
    ${terminal(path)}`;
}
