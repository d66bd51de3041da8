// One of a few: which part is shown.

import { html } from '../lib.js';

/**
 * @param label what is chosen
 * @param choices [[key, name], ...]
 */
export const tabs = (label, choices, chosen, choose) => html`
  <div class="tabs" role="group" aria-label=${label}>${choices.map(([key, name]) => html`
    <button type="button" aria-pressed=${key === chosen} @click=${() => choose(key)}>${name}</button>`)}</div>`;
