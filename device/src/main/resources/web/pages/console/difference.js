// What is different between two texts: of JSON its members, of everything else its words.

const MOST_COMPARED = 40_000; // pairs of words: beyond that all of them are new

/**
 * @param before and now: JSON as exactly() reads it, or texts where one of them is none
 * @returns the text that is now, in pieces [kind, text]: '' as before, 'ins' new, 'del' gone
 */
export const difference = (before, now) => (typeof before === 'string' ? words(before, now)
  : member('', before.json, now.json, '', ''));

/** A value, with what stands before and behind it in its line. Undefined is what was not there, or is there no longer. */
function member(head, before, now, tail, indent) {
  if (now === undefined) {
    return [['del', head + text(before, indent)]];
  }
  if (before === undefined) {
    return [['ins', head + text(now, indent)], ['', tail]];
  }
  if (hasMembers(before) && hasMembers(now) && Array.isArray(before) === Array.isArray(now)) {
    return members(head, before, now, tail, indent);
  }
  const [old, current] = [text(before, indent), text(now, indent)];
  return old === current ? [['', head + current + tail]] : [['', head], ['del', old], ['', ' '], ['ins', current], ['', tail]];
}

function members(head, before, now, tail, indent) {
  const isList = Array.isArray(now);
  const [open, close] = isList ? '[]' : '{}';
  const keys = Object.keys(now);
  const all = [...keys, ...Object.keys(before).filter((key) => !Object.hasOwn(now, key))];
  if (all.length === 0) {
    return [['', head + open + close + tail]];
  }
  const deeper = `${indent}  `;
  const of = (one, key) => (Object.hasOwn(one, key) ? one[key] : undefined);
  return [['', head + open], ...all.flatMap((key, index) => [['', `\n${deeper}`], ...member(
    isList ? '' : `${JSON.stringify(key)}: `, of(before, key), of(now, key), index < keys.length - 1 ? ',' : '', deeper)]),
  ['', `\n${indent}${close}${tail}`]];
}

const hasMembers = (one) => typeof one === 'object' && one !== null && !JSON.isRawJSON?.(one);

const text = (one, indent) => JSON.stringify(one, null, 2).replaceAll('\n', `\n${indent}`);

function words(before, now) {
  const [old, current] = [before, now].map((one) => one.split(/(\s+|\b)/).filter(Boolean));
  let begin = 0;
  while (begin < Math.min(old.length, current.length) && old[begin] === current[begin]) {
    begin++;
  }
  let end = 0;
  while (end < Math.min(old.length, current.length) - begin && old.at(-1 - end) === current.at(-1 - end)) {
    end++;
  }
  const middle = aligned(old.slice(begin, old.length - end), current.slice(begin, current.length - end));
  return joined([...current.slice(0, begin).map((word) => ['', word]), ...middle,
    ...current.slice(current.length - end).map((word) => ['', word])]);
}

/** Keeps as many words as both have in the same order. */
function aligned(old, current) {
  if (old.length * current.length > MOST_COMPARED) {
    return [['del', old.join('')], ['ins', current.join('')]];
  }
  const common = Array.from({ length: old.length + 1 }, () => new Uint16Array(current.length + 1)); // from there to the end
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = current.length - 1; j >= 0; j--) {
      common[i][j] = old[i] === current[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const pieces = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < current.length) {
    if (i < old.length && j < current.length && old[i] === current[j]) {
      pieces.push(['', current[j]]);
      i++;
      j++;
    } else if (i < old.length && (j === current.length || common[i + 1][j] >= common[i][j + 1])) {
      pieces.push(['del', old[i++]]);
    } else {
      pieces.push(['ins', current[j++]]);
    }
  }
  return pieces;
}

/** Neighbours of one kind are one piece. */
const joined = (pieces) => pieces.reduce((all, [kind, piece]) => {
  if (all.at(-1)?.[0] === kind) {
    all.at(-1)[1] += piece;
  } else {
    all.push([kind, piece]);
  }
  return all;
}, []);
