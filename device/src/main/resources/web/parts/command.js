// A command to copy.

import { html } from '../lib.js';
import { done, problem } from '../base/toast.js';
import { icon } from './icons.js';

/** @param label what is copied, for those who do not see it */
export const command = (text, label = 'Copy command') => html`<div class="command"><pre>${text}</pre>
  <button aria-label=${label} title=${label} @click=${() => copy(text)}>${icon('copy')}</button></div>`;

export async function copy(text) {
  if (await write(text)) {
    done('Copied');
  } else {
    problem(new Error('The browser does not allow to copy here: select the text, and copy it with Ctrl-C.'));
  }
}

/** Where a page comes without TLS from another machine there is no clipboard, but the older way. */
async function write(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(() => true, () => false);
  }
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  return copied;
}
