// Calls to a device: one that waits for an answer, one that does not, and one that waits for the device itself.

import { html, nothing, repeat } from '../../lib.js';
import { ago, clock, dateTime, pretty } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { done, words } from '../../base/toast.js';
import { json } from '../../base/typed.js';
import { icon } from '../../parts/icons.js';
import { terminal } from '../../parts/terminal.js';

const WAYS = [['twoway', 'Two-way', 'The answer is awaited.'], ['oneway', 'One-way', 'Sent, and that is all.'],
  ['persistent', 'Persistent', 'Kept until the device is there.']];
const FINAL = new Set(['SUCCESSFUL', 'TIMEOUT', 'EXPIRED', 'FAILED', 'DELETED', 'DELIVERED']);
const COLOURS = { SUCCESSFUL: 'good', DELIVERED: 'good', QUEUED: 'warn', SENT: 'warn', TIMEOUT: 'bad', EXPIRED: 'bad',
  FAILED: 'bad' };
const REMEMBERED = 50;
const REFRESH_MS = 2_000;
const DAY_MS = 86_400_000;

export function rpcPanel(view, shared) {
  const draft = { way: 'twoway', method: '', params: '{}', timeout: 10 };
  const calls = []; // of this visit, the newest first
  let kept = []; // persistent ones, as the server knows them
  let wrong = null;
  let lastNumber = 0;

  async function send(event) {
    event.preventDefault();
    let params;
    try {
      params = json(draft.params.trim() || 'null');
      wrong = null;
    } catch (noJson) {
      wrong = noJson.message;
      view.draw();
      return;
    }
    await (draft.way === 'persistent' ? keep(params) : call(params));
    view.draw();
  }

  const path = (way) => `/api/plugins/rpc/${way}/${shared.id}`;

  /** As it would be sent now. */
  function inTerminal() {
    let params;
    try {
      params = json(draft.params.trim() || 'null');
    } catch {
      params = draft.params;
    }
    const way = draft.way === 'persistent' ? 'twoway' : draft.way;
    return terminal(path(way), { method: draft.method || 'METHOD', params, ...draft.way === 'persistent'
      ? { persistent: true } : { timeout: draft.timeout * 1000 } });
  }

  async function call(params) {
    const began = performance.now();
    const made = { number: ++lastNumber, ts: Date.now(), method: draft.method, params: draft.params, way: draft.way };
    calls.unshift(made);
    calls.splice(REMEMBERED);
    view.draw();
    try {
      const answer = await rest('POST', path(draft.way),
        { method: draft.method, params, timeout: draft.timeout * 1000 });
      made.answer = draft.way === 'oneway' ? 'sent' : JSON.stringify(answer);
    } catch (refused) {
      made.wrong = whatFailed(refused);
    }
    made.ms = Math.round(performance.now() - began);
  }

  function whatFailed(refused) {
    switch (refused.status) {
      case 408: return `The device did not answer within ${draft.timeout} s.`;
      case 409: return 'The device does not listen: it is not connected, or has not subscribed to '
        + 'v1/devices/me/rpc/request/+.';
      case 406: return 'The device answered, but not with JSON.';
      default: return words(refused);
    }
  }

  async function keep(params) {
    const ok = await view.attempt(() => rest('POST', `/api/rpc/twoway/${shared.id}`, {
      method: draft.method, params, persistent: true, expirationTime: Date.now() + DAY_MS }));
    if (ok) {
      done(shared.device.active ? `${draft.method} is queued` : `${draft.method} waits until the device connects`);
      await loadKept();
    }
  }

  async function loadKept() {
    const query = new URLSearchParams({ pageSize: 20, page: 0, sortProperty: 'createdTime', sortOrder: 'DESC' });
    const page = await rest('GET', `/api/rpc/persistent/device/${shared.id}?${query}`).catch(() => null);
    if (page) {
      kept = page.data;
      view.draw();
    }
  }

  async function forget(rpc) {
    kept = kept.filter((known) => known !== rpc);
    await view.attempt(() => rest('DELETE', `/api/rpc/persistent/${rpc.id.id}`));
  }

  const change = (name) => (event) => { draft[name] = event.target.value; view.draw(); };

  const form = () => html`
    <form class="form" @submit=${send}>
      <div class="row" role="radiogroup" aria-label="Way">${WAYS.map(([way, name, meaning]) => html`
        <label class="check" title=${meaning}><input type="radio" name="way" value=${way} ?checked=${way === draft.way}
          @change=${change('way')}> ${name}</label>`)}</div>
      <div class="pair">
        <label>Method <input class="mono" required maxlength="255" placeholder="setLed" .value=${draft.method}
          @input=${change('method')}></label>
        ${draft.way === 'persistent' ? nothing : html`<label>Timeout in s <input type="number" min="5" max="3600"
          .value=${draft.timeout} @input=${change('timeout')}></label>`}
      </div>
      <label>Params (JSON) <textarea class="mono" rows="2" spellcheck="false" .value=${draft.params}
        aria-invalid=${wrong ? 'true' : 'false'} @input=${change('params')}></textarea></label>
      <p role="alert" class="problem">${wrong ?? nothing}</p>
      <div><button class="primary">Send</button></div>
    </form>`;

  const callItem = (made) => html`
    <li>
      <div class="row"><span class="quiet small">${clock(made.ts)}</span>
        <span class="mono fill">→ ${made.method} ${made.params}</span></div>
      ${made.wrong ? html`<p class="problem">${made.wrong}</p>`
        : made.answer === undefined ? html`<p class="quiet">waiting for the answer</p>`
          : html`<p class="mono">← ${made.answer} <span class="quiet">(${made.ms} ms)</span></p>`}
    </li>`;

  const keptItem = (rpc) => html`
    <li>
      <div class="row"><span class="tag ${COLOURS[rpc.status] ?? ''}">${rpc.status.toLowerCase()}</span>
        <span class="mono fill">${rpc.request.body.method} ${rpc.request.body.params}</span>
        <span class="quiet small" title=${dateTime(rpc.createdTime)}>${ago(rpc.createdTime)}</span>
        <button class="plain" aria-label="Delete this call" @click=${() => forget(rpc)}>${icon('remove')}</button></div>
      ${rpc.response ? html`<pre>${pretty(JSON.stringify(rpc.response))}</pre>` : nothing}
    </li>`;

  loadKept();
  view.every(REFRESH_MS, () => (kept.some((rpc) => !FINAL.has(rpc.status)) ? loadKept() : null));

  return () => html`
    <header><h2>RPC</h2></header>
    ${form()}
    ${inTerminal()}
    <div class="log gap" role="log" tabindex="0" aria-label="Calls"><ul class="list">
      ${repeat(calls, (made) => made.number, callItem)}</ul></div>
    ${kept.length === 0 ? nothing : html`<h3 class="gap">Persistent</h3>
      <div class="log" tabindex="0" role="region" aria-label="Persistent calls"><ul class="list">
        ${repeat(kept, (rpc) => rpc.id.id, keptItem)}</ul></div>`}`;
}
