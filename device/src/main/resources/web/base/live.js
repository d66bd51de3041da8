// Values as they come, over one WebSocket for the whole page (/api/ws). It connects when somebody wants to hear, and
// again when it was lost; subscriptions survive that.

import { isSignedIn, onSignedOut, renew, token } from './session.js';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;

const subscriptions = new Map(); // by command id
const stateListeners = [];
let socket = null;
let retry = 0;
let lastId = 0;
let delayMs = FIRST_DELAY_MS;
let refused = false;
let state = 'idle';

/** Hears how the connection is: idle, connecting, live or reconnecting. */
export function onLive(listener) {
  stateListeners.push(listener);
  listener(state);
}

/**
 * Hears the values of a device: now the latest, then each that comes.
 *
 * @param deliver called with a Map from key to a list of [time in ms, value as text]
 * @returns a function that ends it
 */
export const hearTelemetry = (deviceId, deliver) => hear({ type: 'TIMESERIES', scope: 'LATEST_TELEMETRY' }, deviceId,
  deliver);

/** The same for attributes of a scope: CLIENT_SCOPE, SHARED_SCOPE or SERVER_SCOPE. */
export const hearAttributes = (deviceId, scope, deliver) => hear({ type: 'ATTRIBUTES', scope }, deviceId, deliver);

function hear(what, deviceId, deliver) {
  const command = { ...what, cmdId: ++lastId, entityType: 'DEVICE', entityId: deviceId };
  subscriptions.set(command.cmdId, { command, deliver });
  if (isOpen()) {
    send({ cmds: [command] });
  } else if (!socket) {
    connect();
  }
  return () => {
    subscriptions.delete(command.cmdId);
    if (isOpen()) {
      send({ cmds: [{ ...command, unsubscribe: true }] });
    }
  };
}

function connect() {
  clearTimeout(retry);
  tell(state === 'reconnecting' ? 'reconnecting' : 'connecting');
  socket = new WebSocket(`${location.protocol.replace('http', 'ws')}//${location.host}/api/ws`);
  socket.onopen = () => {
    const cmds = [...subscriptions.values()].map((subscription) => subscription.command);
    send({ authCmd: { cmdId: 0, token: token() }, cmds });
  };
  socket.onmessage = (event) => received(JSON.parse(event.data));
  socket.onclose = lost;
}

function received(update) {
  if (update.errorCode) {
    refused ||= update.subscriptionId === 0;
    return;
  }
  delayMs = FIRST_DELAY_MS;
  tell('live');
  subscriptions.get(update.subscriptionId)?.deliver(new Map(Object.entries(update.data ?? {})));
}

function lost() {
  socket = null;
  if (!isSignedIn() || subscriptions.size === 0) {
    tell('idle');
    return;
  }
  tell('reconnecting');
  retry = setTimeout(again, delayMs);
  delayMs = Math.min(LONGEST_DELAY_MS, delayMs * 2);
}

async function again() {
  if (refused) {
    refused = false;
    await renew().catch(() => {}); // with the old token if there is no new one: the next refusal tells
  }
  if (isSignedIn() && !socket) {
    connect();
  }
}

const isOpen = () => socket?.readyState === WebSocket.OPEN;

const send = (message) => socket.send(JSON.stringify(message));

function tell(now) {
  state = now;
  stateListeners.forEach((listener) => listener(now));
}

onSignedOut(() => {
  clearTimeout(retry);
  subscriptions.clear();
  socket?.close();
});
