// A form of what a function takes, as the catalog describes it.

import { html, nothing } from '../../lib.js';
import { json } from '../../base/typed.js';

const INTEGER = /^u?int/;

export const fields = (elements) => elements.map((element) => (element.type === 'bool' && !element.length && !element.symbols ? html`
  <label class="check"><input type="checkbox" name=${element.name} ?checked=${element.initial === true}>
    ${element.name}</label>` : html`<label>${element.name}${hint(element)} ${field(element)}</label>`));

function field(element) {
  const { name, type, length, symbols, ranges, initial, chars } = element;
  if (length) {
    return html`<input class="mono" name=${name} required placeholder="[${type}, …]" value=${`[${initialItems(element)}]`}>`;
  }
  if (symbols) {
    return html`<select name=${name}>${symbols.map((symbol) => html`
      <option ?selected=${symbol === initial}>${symbol}</option>`)}</select>`;
  }
  if (type === 'string' || type === 'char') {
    return html`<input name=${name} maxlength=${chars ?? 1} value=${initial ?? ''}>`;
  }
  return html`<input class="mono" type="number" name=${name} required step=${INTEGER.test(type) ? 1 : 'any'}
    min=${ranges?.[0][0] ?? nothing} max=${ranges?.at(-1)[1] ?? nothing} value=${initial ?? 0}>`;
}

const initialItems = ({ initial, length }) => (initial === undefined ? '' : Array(Math.max(1, length)).fill(JSON.stringify(initial))
  .join(', '));

/** In what a number counts, and how far it may go. */
function hint({ unit, factor, ranges, length }) {
  const words = [];
  if (length) {
    words.push(length > 0 ? `${length} of them` : `up to ${-length}`);
  }
  if (unit) {
    words.push(factor === 1 ? unit : `in ${factor} ${unit}`);
  }
  if (ranges && !length) {
    words.push(`${ranges[0][0]} to ${ranges.at(-1)[1]}`);
  }
  return words.length === 0 ? nothing : html` <span class="quiet small">${words.join(', ')}</span>`;
}

/** What was typed, as the gateway takes it. */
export function argumentsOf(elements, form) {
  return Object.fromEntries(elements.map((element) => [element.name, argument(element, form)]));
}

function argument({ name, type, length, symbols }, form) {
  if (type === 'bool' && !length && !symbols) {
    return form.has(name);
  }
  const text = form.get(name);
  if (length) {
    return json(text);
  }
  return symbols || type === 'string' || type === 'char' ? text : Number(text);
}
