// Values as they come, over one WebSocket for the whole page (/api/ws). It connects when somebody wants to hear, and
// again when it was lost; subscriptions survive that.

import { isSignedIn, renew, token } from './session.js';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;

const subscriptions = new Map(); // by command id
const stateListeners = [];
let socket = null;
let lastId = 0;
let delayMs = FIRST_DELAY_MS;

export const onLive = (listener) => stateListeners.push(listener);

/**
 * Hears the values of a device: now the latest, then each that comes.
 *
 * @param deliver called with a Map from key to a list of [time in ms, value as text]
 * @returns a function that ends it
 */
export function hearTelemetry(deviceId, deliver) {
  const command = { type: 'TIMESERIES', cmdId: ++lastId, entityType: 'DEVICE', entityId: deviceId,
    scope: 'LATEST_TELEMETRY' };
  subscriptions.set(command.cmdId, { command, deliver });
  if (socket?.readyState === WebSocket.OPEN) {
    send({ cmds: [command] });
  } else if (!socket) {
    connect();
  }
  return () => {
    subscriptions.delete(command.cmdId);
    if (socket?.readyState === WebSocket.OPEN) {
      send({ cmds: [{ ...command, unsubscribe: true }] });
    }
  };
}

function connect() {
  tell('connecting');
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
    return;
  }
  delayMs = FIRST_DELAY_MS;
  tell('live');
  subscriptions.get(update.subscriptionId)?.deliver(new Map(Object.entries(update.data ?? {})));
}

function lost() {
  socket = null;
  if (!isSignedIn() || subscriptions.size === 0) {
    tell('offline');
    return;
  }
  tell('reconnecting');
  setTimeout(() => renew().catch(() => {}).finally(() => isSignedIn() && !socket && connect()), delayMs);
  delayMs = Math.min(LONGEST_DELAY_MS, delayMs * 2);
}

const send = (message) => socket.send(JSON.stringify(message));

const tell = (state) => stateListeners.forEach((listener) => listener(state));
