// What the catalog says of a type of brick, and how its numbers look to people.

import { value } from '../../base/format.js';
import { rest } from '../../base/session.js';

const known = new Map(); // type -> promise of its catalog

/** Asked for once. */
export function catalogOf(type) {
  if (!known.has(type)) {
    known.set(type, rest('GET', `/api/bricks/${type}`));
    known.get(type).catch(() => known.delete(type));
  }
  return known.get(type);
}

/** What is asked for to know how it is set, not what it measures. */
const SETTING = new RegExp('^get_(.*_(configuration|threshold|period)|.*error_count|identity|bootloader_mode|.*config'
  + '|.*led_state|chip_temperature|uid)$');

/** Functions that tell what is measured: those that a callback tells as well first. */
export function readings({ functions, callbacks }) {
  const told = new Set(callbacks.map(({ name }) => `get_${name.replace(/_changed$/, '')}`));
  return functions
    .filter(({ name, request, response }) => name.startsWith('get_') && !SETTING.test(name) && request.length === 0
      && response.length > 0 && response.every(({ length }) => length === undefined))
    .sort((a, b) => told.has(b.name) - told.has(a.name));
}

/** An answer as [{name, text}]: in the unit of each element. */
export const shown = (elements, answer) => elements.map((element) => ({ name: element.name,
  text: textOf(element, answer[element.name]) }));

function textOf({ unit, factor = 1 }, stored) {
  if (Array.isArray(stored)) {
    return stored.map((one) => textOf({ unit: '', factor }, one)).join(', ');
  }
  return typeof stored === 'number' ? value(stored * factor, unit) : value(stored);
}
