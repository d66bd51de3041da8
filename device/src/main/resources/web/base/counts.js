// How many there are of what the navigation leads to: asked for now and then, and told by pages that know it anyway.

import { count, plural } from './format.js';
import { isAdministrator, isSignedIn, onSignedOut, rest } from './session.js';

const REFRESH_MS = 30_000;
const TURN_MS = 5_000;
const listeners = [];
let known = {}; // path of a page -> { n, words, colour }
let knownSince = -Infinity;
let asked = 0;

/** What stands beside a page in the navigation, or nothing. */
export const countOf = (path) => known[path];

/** Hears that it has changed. */
export const onCounts = (listener) => listeners.push(listener);

/** Asks the server now: something was done that changes it. What cannot be known just now stays as it was. */
export async function refreshCounts() {
  const mine = ++asked;
  knownSince = performance.now();
  try {
    const [overview, broker] = await Promise.all([rest('GET', '/api/overview'),
      isAdministrator() ? rest('GET', '/api/broker') : null]);
    if (mine === asked) {
      tellCounts(overview, broker);
    }
  } catch {
    // the page that is open tells of it
  }
}

/** What a page has just been told by /api/overview, and by /api/broker where it may ask that. */
export function tellCounts({ devices, alarms, rollouts }, broker) {
  const underWay = rollouts ? rollouts.running + rollouts.paused : 0;
  known = {
    '/devices': { n: devices.total, words: `${plural(devices.total, 'device')}, ${count(devices.active)} online` },
    ...underWay > 0 && { '/firmware': { n: underWay, words: plural(underWay, 'rollout') } },
    ...alarms.open > 0 && { '/alarms': { n: alarms.open, words: plural(alarms.open, 'active alarm'), colour: 'bad' } },
    ...broker && { '/broker': { n: broker.sessions, words: `${plural(broker.sessions, 'MQTT session')}, ${plural(broker.connections,
      'connection')}` } },
  };
  knownSince = performance.now();
  listeners.forEach((listener) => listener());
}

setInterval(() => {
  if (isSignedIn() && !document.hidden && performance.now() - knownSince >= REFRESH_MS) {
    refreshCounts();
  }
}, TURN_MS);

onSignedOut(() => {
  known = {};
  knownSince = -Infinity;
});
