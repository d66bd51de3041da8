// The same thing in a terminal: what a page asks the server for, as a command.

import { html } from '../lib.js';
import { shellWord } from '../base/format.js';
import { command } from './command.js';

/** @param path what is asked for, with its parameters */
export const terminal = (path) => html`
  <details class="terminal"><summary>The same in a terminal</summary>
    ${command(`curl -H "X-Authorization: ApiKey $TIDINGS_KEY" ${shellWord(location.origin + path)}`)}
    <p class="quiet small">TIDINGS_KEY stands for an API key, which an administrator makes on the page People.</p>
  </details>`;
