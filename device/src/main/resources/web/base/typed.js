// Values and their types: text that comes, text that is typed.

export const TYPES = ['string', 'number', 'boolean', 'json'];

/** The type of a stored value. */
export function typeOf(stored) {
  const type = typeof stored;
  return type === 'object' ? 'json' : type;
}

/** How a value is typed in. */
export const asText = (stored) => (typeof stored === 'object' ? JSON.stringify(stored) : String(stored));

/**
 * A value of what was typed.
 *
 * @throws Error that says what is wrong with it
 */
export function parse(text, type) {
  switch (type) {
    case 'number': {
      const number = Number(text.trim().replace(',', '.'));
      if (text.trim() === '' || !Number.isFinite(number)) {
        throw new Error(`A number looks like 21.5, not '${text}'.`);
      }
      return number;
    }
    case 'boolean': {
      if (text !== 'true' && text !== 'false') {
        throw new Error('A boolean is true or false.');
      }
      return text === 'true';
    }
    case 'json': return json(text);
    default: return text;
  }
}

/** @throws Error that says where it is no JSON */
export function json(text) {
  try {
    return JSON.parse(text);
  } catch (wrong) {
    throw new Error(`This is no JSON: ${wrong.message}.`);
  }
}

/** A value that comes as a text, as the type that its key has had, or else seems to have. */
export function typed(text, before) {
  if (typeof text !== 'string' || typeof before === 'string') {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
