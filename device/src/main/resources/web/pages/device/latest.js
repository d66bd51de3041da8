// The newest value of each key.

import { html, repeat } from '../../lib.js';
import { ago, clock, isoTime, valueOf } from '../../base/format.js';
import { unitOf } from '../../base/units.js';

/** What the server notes of firmware comes behind what the device measures. */
const order = (key) => (/^((target|current)_)?(fw|sw)_/.test(key) ? `\uffff${key}` : key);

export function latestPanel(shared) {
  const row = ([key, { ts, value: current, isNew }]) => html`
    <tr><td>${key}</td>
      <td class="mono end live-value">${repeat([ts], () => ts, () => html`
        <span class=${isNew ? 'fresh' : ''}>${valueOf(key, current, unitOf(key, shared.units))}</span>`)}</td>
      <td class="quiet end tight small" title="${isoTime(ts)}, ${ago(ts)}">${clock(ts)}</td></tr>`;

  return () => html`
    <header><h2>Latest values</h2></header>
    ${shared.latest.size === 0 ? html`<p class="quiet">Nothing yet.</p>` : html`
      <table>
        <thead><tr><th scope="col">Key</th><th scope="col" class="end">Value</th><th scope="col" class="end">Time</th></tr>
        </thead>
        <tbody>${repeat([...shared.latest].sort(([a], [b]) => order(a).localeCompare(order(b))), ([key]) => key, row)}</tbody>
      </table>`}`;
}
