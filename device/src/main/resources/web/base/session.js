// Who is signed in, and REST on their behalf. Tokens live in this tab only, never in an address.
//
// A session that has ended loses nothing: what was asked waits until its owner has signed in again (sign-in-again.js).

const KEY = 'session';
const listeners = [];
let tokens = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
let askAgain = () => Promise.reject(new Refused(401, 'The session has ended'));
let renewing = null;
let isReached = true;
const reachListeners = [];

/** What the server refused, with its words and status. Status 0: there was no answer at all. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const isSignedIn = () => tokens !== null;

export const token = () => tokens?.token;

export const userName = () => (tokens ? claims().sub : '');

export const isAdministrator = () => authority() === 'TENANT_ADMIN';

export const isCustomer = () => authority() === 'CUSTOMER_USER';

/** Hears whether the server answers. */
export const onReached = (listener) => reachListeners.push(listener);

export const onSignedOut = (listener) => listeners.push(listener);

/** @param ask shows a form and resolves when its user has signed in again; rejects where he does not want to */
export function onExpired(ask) {
  askAgain = ask;
}

export async function signIn(username, password) {
  keep(await json('POST', '/api/auth/login', { username, password }));
}

export async function activate(activateToken, password) {
  keep(await json('POST', '/api/noauth/activate', { activateToken, password }));
}

export async function signOut() {
  await json('POST', '/api/auth/logout').catch(() => {});
  forget();
}

/** Asks the server, and again when the session was renewed. Resolves with the answer's JSON, text or null. */
export const rest = (method, path, body) => patiently(() => json(method, path, body));

/** The same for what is not JSON: resolves with the answer itself. */
export const fetchRaw = (path, options = {}) => patiently(() => send(path, options));

/**
 * Sends a form with a file.
 *
 * @param progress called with 0 to 1 while it goes out
 */
export const upload = (path, form, progress) => patiently(() => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest(); // fetch tells nothing of what it has sent
  request.open('POST', path);
  request.setRequestHeader('X-Authorization', `Bearer ${token()}`);
  request.upload.onprogress = (event) => progress(event.loaded / event.total);
  request.onload = () => (request.status < 300 ? resolve(parsed(request.responseText))
    : reject(refusal(request.status, request.statusText, request.responseText)));
  request.onerror = () => reject(noAnswer());
  request.send(form);
}));

/** Fetches new tokens, or lets the user sign in again. Also for WebSockets, whose token may have expired. */
export function renew() {
  renewing ??= refreshed().finally(() => { renewing = null; });
  return renewing;
}

async function refreshed() {
  try {
    keep(await json('POST', '/api/auth/token', { refreshToken: tokens?.refreshToken }));
  } catch (refused) {
    if (refused.status !== 401) {
      throw refused;
    }
    await askAgain();
  }
}

async function patiently(ask) {
  try {
    return await ask();
  } catch (refused) {
    if (refused.status !== 401 || !isSignedIn()) {
      throw refused;
    }
  }
  await renew();
  return ask();
}

async function json(method, path, body) {
  const answer = await send(path, { method, headers: { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  return text ? parsed(text) : null;
}

async function send(path, options) {
  const headers = { ...options.headers };
  if (tokens && path !== '/api/auth/token' && path !== '/api/auth/login') {
    headers['X-Authorization'] = `Bearer ${tokens.token}`;
  }
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch {
    reached(false);
    throw noAnswer();
  }
  reached(true);
  if (!answer.ok) {
    throw refusal(answer.status, answer.statusText, await answer.text());
  }
  return answer;
}

/** Tells those who want to know it, where it has changed. */
function reached(now) {
  if (isReached !== now) {
    isReached = now;
    reachListeners.forEach((listener) => listener(now));
  }
}

const noAnswer = () => new Refused(0, 'The server does not answer. See whether it runs, then try again.');

function refusal(status, statusText, text) {
  const body = parsed(text);
  const words = typeof body === 'string' && body ? body : body?.message;
  return new Refused(status, words ?? `The server answered ${status} ${statusText}.`);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function keep(fresh) {
  tokens = fresh;
  sessionStorage.setItem(KEY, JSON.stringify(fresh));
}

export function forget() {
  tokens = null;
  sessionStorage.removeItem(KEY);
  listeners.forEach((listener) => listener());
}

const authority = () => (tokens ? claims().scopes?.[0] : null);

function claims() {
  const payload = tokens.token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), (c) => c.charCodeAt(0))));
}
