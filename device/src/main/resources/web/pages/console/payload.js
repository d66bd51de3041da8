// What is in a message: JSON with line breaks, text as it is, everything else byte by byte.

import { html } from '../../lib.js';
import { pretty } from '../../base/format.js';

const MOST_BYTES = 4_096;
const decoder = new TextDecoder('utf-8', { fatal: true });

export function payloadView(payload) {
  if (payload.length === 0) {
    return html`<p class="quiet small">empty</p>`;
  }
  const rest = payload.length - MOST_BYTES;
  return html`<pre>${textOf(payload)}${rest > 0 ? html`\n<span class="quiet">and ${rest} bytes more</span>` : ''}</pre>`;
}

function textOf(payload) {
  try {
    const text = decoder.decode(payload.length > MOST_BYTES ? payload.subarray(0, MOST_BYTES) : payload);
    return /[\0-\x08\x0e-\x1f]/.test(text) ? hex(payload) : pretty(text);
  } catch {
    return hex(payload);
  }
}

/** Sixteen bytes a line. */
function hex(payload) {
  const lines = [];
  for (let at = 0; at < Math.min(payload.length, MOST_BYTES); at += 16) {
    const part = payload.subarray(at, at + 16);
    const digits = [...part].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const characters = [...part].map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(4, '0')}  ${digits.padEnd(47)}  ${characters}`);
  }
  return lines.join('\n');
}
