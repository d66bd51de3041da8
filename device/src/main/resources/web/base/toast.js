// Short words at the edge of the window: what was done, with a way back, and what went wrong.

import { html, nothing, render, repeat } from '../lib.js';
import { icon } from '../parts/icons.js';

const LASTS_MS = 6_000;
const shown = [];
let lastId = 0;

/**
 * Says what was done.
 *
 * @param undo takes it back, or nothing
 */
export function done(text, undo) {
  add({ kind: 'good', text, undo });
}

/** Says what went wrong, and stays until it is closed: it tells what to do. */
export function problem(refused) {
  if (refused.message && !shown.some((toast) => toast.text === words(refused))) {
    add({ kind: 'bad', text: words(refused), stays: true });
  }
}

/** What to tell of a refusal: its words, and what to do where they do not say. */
export function words(refused) {
  const said = refused.message.replace(/\.$/, '');
  switch (refused.status) {
    case 403: return `${said}. Your role does not allow this: ask an administrator.`;
    case 404: return `${said}. It may have been deleted meanwhile: load the page again.`;
    case 409: return `${said}. Somebody else changed it meanwhile: load the page again.`;
    case 429: return `${said}. Wait a moment, then try again.`;
    case 500: case 503: return `The server failed: ${said}. Nothing was changed; try again.`;
    default: return refused.message;
  }
}

function add(toast) {
  toast.id = ++lastId;
  shown.push(toast);
  draw();
  if (!toast.stays) {
    setTimeout(() => close(toast), LASTS_MS);
  }
}

function close(toast) {
  const index = shown.indexOf(toast);
  if (index >= 0) {
    shown.splice(index, 1);
    draw();
  }
}

function undo(toast) {
  close(toast);
  toast.undo();
}

const draw = () => render(html`${repeat(shown, (toast) => toast.id, (toast) => html`
  <div class="toast is-${toast.kind}" role=${toast.kind === 'bad' ? 'alert' : 'status'}>
    <span>${toast.text}</span>
    ${toast.undo ? html`<button class="link" @click=${() => undo(toast)}>Undo</button>` : nothing}
    <button class="plain" aria-label="Close" @click=${() => close(toast)}>${icon('close')}</button>
  </div>`)}`, document.getElementById('toasts'));
