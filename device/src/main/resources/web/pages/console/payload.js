// What is in a message: JSON with line breaks, text as it is, everything else byte by byte; and what is new in it.

import { html } from '../../lib.js';
import { bytes, exactly } from '../../base/format.js';
import { difference } from './difference.js';

const MOST_BYTES = 4_096;
const decoder = new TextDecoder('utf-8', { fatal: true });
const SHOWN = { '': (text) => text, ins: (text) => html`<ins>${text}</ins>`, del: (text) => html`<del>${text}</del>` };

/** @param before what came on the same topic before it: differences are marked; or nothing */
export function payloadView(payload, before = null) {
  if (payload.length === 0) {
    return html`<p class="quiet small">empty</p>`;
  }
  const rest = payload.length - MOST_BYTES;
  return html`<pre>${content(payload, before)}${rest > 0 ? html`\n<span class="quiet">and ${bytes(rest)} more</span>` : ''}</pre>`;
}

function content(payload, before) {
  const now = textOf(payload);
  const old = before && before.length > 0 ? textOf(before) : null;
  if (now === null) {
    return hex(payload);
  }
  const json = exactly(now);
  if (old === null) {
    return json ? JSON.stringify(json.json, null, 2) : now;
  }
  const oldJson = exactly(old);
  return (json && oldJson ? difference(oldJson, json) : difference(old, now)).map(([kind, text]) => SHOWN[kind](text));
}

/** Null where it is no text. */
function textOf(payload) {
  try {
    const text = decoder.decode(payload.length > MOST_BYTES ? payload.subarray(0, MOST_BYTES) : payload);
    return /[\0-\x08\x0e-\x1f]/.test(text) ? null : text;
  } catch {
    return null;
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
