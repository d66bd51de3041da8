// What the server says of itself: asked once.

import { rest } from './session.js';

let answer = null;

/**
 * Where devices connect.
 *
 * @returns {Promise<{host: string, port: number}>} of the listener that speaks plain MQTT; the host is that of the page
 *   where the listener takes all addresses
 */
export async function mqttAddress() {
  answer ??= rest('GET', '/api/connect').catch((refused) => { answer = null; throw refused; });
  const { listeners } = await answer;
  const plain = listeners.map((uri) => uri.match(/^mqtt:\/\/(.*):(\d+)/)).find((found) => found);
  const host = !plain || ['0.0.0.0', '[::]'].includes(plain[1]) ? location.hostname : plain[1];
  return { host, port: Number(plain?.[2] ?? 1883) };
}
