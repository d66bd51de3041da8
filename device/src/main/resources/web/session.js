// Who is signed in, and REST on their behalf. Tokens live in this tab only, never in an address.

const KEY = 'session';
const listeners = [];
let tokens = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');

/** What the server refused, with its words and status. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const isSignedIn = () => tokens !== null;

export const token = () => tokens?.token;

export const userName = () => (tokens ? claims(tokens.token).sub : '');

export const onSignedOut = (listener) => listeners.push(listener);

export async function signIn(username, password) {
  keep(await send('POST', '/api/auth/login', { username, password }));
}

export async function signOut() {
  await send('POST', '/api/auth/logout').catch(() => {});
  forget();
}

/** Asks the server; an expired token is renewed once. Resolves with the answer's JSON, text or null. */
export async function rest(method, path, body) {
  try {
    return await send(method, path, body);
  } catch (refused) {
    if (refused.status !== 401) {
      throw refused;
    }
  }
  await renew();
  return send(method, path, body);
}

/** Fetches new tokens, or ends the session. Also for the WebSocket, whose token may have expired. */
export async function renew() {
  try {
    keep(await send('POST', '/api/auth/token', { refreshToken: tokens?.refreshToken }));
  } catch (refused) {
    if (refused.status === 401) {
      forget();
    }
    throw refused;
  }
}

async function send(method, path, body) {
  const headers = { 'Content-Type': 'application/json' };
  if (tokens && !path.startsWith('/api/auth/token')) {
    headers['X-Authorization'] = `Bearer ${tokens.token}`;
  }
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Refused(answer.status, message(text) ?? `${answer.status} ${answer.statusText}`);
  }
  return text ? parsed(text) : null;
}

function message(text) {
  const body = parsed(text);
  return typeof body === 'string' ? body : body?.message;
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

function forget() {
  tokens = null;
  sessionStorage.removeItem(KEY);
  listeners.forEach((listener) => listener());
}

function claims(jwt) {
  const payload = jwt.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
  return JSON.parse(atob(payload));
}
