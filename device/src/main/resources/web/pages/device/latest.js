// The newest value of each key.

import { html, repeat } from '../../lib.js';
import { ago, clock, isoTime, value } from '../../base/format.js';
import { unitOf } from '../../base/units.js';

export function latestPanel(shared) {
  const row = ([key, { ts, value: current }]) => html`
    <tr><td>${key}</td>
      <td class="mono end live-value">${value(current, typeof current === 'number' ? unitOf(key, shared.units) : '')}</td>
      <td class="quiet end tight small" title="${isoTime(ts)}, ${ago(ts)}">${clock(ts)}</td></tr>`;

  return () => html`
    <header><h2>Latest values</h2></header>
    ${shared.latest.size === 0 ? html`<p class="quiet">Nothing yet.</p>` : html`
      <table>
        <thead><tr><th scope="col">Key</th><th scope="col" class="end">Value</th><th scope="col" class="end">Time</th></tr>
        </thead>
        <tbody>${repeat([...shared.latest].sort(([a], [b]) => a.localeCompare(b)), ([key]) => key, row)}</tbody>
      </table>`}`;
}
