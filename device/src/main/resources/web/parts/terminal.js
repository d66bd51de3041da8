// The same thing in a terminal: what a page asks the server for, as a command.

import { html } from '../lib.js';
import { shellWord } from '../base/format.js';
import { command } from './command.js';

/**
 * @param path what is asked for, with its parameters
 * @param body what is sent, or nothing where something is only asked for
 */
export const terminal = (path, body) => html`
  <details class="terminal"><summary>The same in a terminal</summary>
    ${command(curl(path, body))}
    <p class="quiet small">TIDINGS_API_KEY is a key of yours: from the page People, or from an administrator.</p>
  </details>`;

function curl(path, body) {
  const sent = body === undefined ? '' : ` \\\n  -H 'Content-Type: application/json' -d ${shellWord(JSON.stringify(body))}`;
  return `curl -H "X-Authorization: ApiKey $TIDINGS_API_KEY"${sent} \\\n  ${shellWord(location.origin + path)}`;
}
