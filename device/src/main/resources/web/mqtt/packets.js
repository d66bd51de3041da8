// The packets of MQTT 5.0 that a client sends and receives (MQTT 5.0, 3).

import { Reader, Writer } from './wire.js';

const CONNECT = 1;
const CONNACK = 2;
const PUBLISH = 3;
export const PUBACK = 4;
export const PUBREC = 5;
export const PUBREL = 6;
export const PUBCOMP = 7;
const SUBSCRIBE = 8;
const SUBACK = 9;
const UNSUBSCRIBE = 10;
const UNSUBACK = 11;
const PINGREQ = 12;
const PINGRESP = 13;
const DISCONNECT = 14;

const NAMES = { [CONNACK]: 'connack', [PUBLISH]: 'publish', [PUBACK]: 'puback', [PUBREC]: 'pubrec', [PUBREL]: 'pubrel',
  [PUBCOMP]: 'pubcomp', [SUBACK]: 'suback', [UNSUBACK]: 'unsuback', [PINGRESP]: 'pingresp', [DISCONNECT]: 'disconnect' };
const MUST_BE_TWO = 2; // the flags of SUBSCRIBE, UNSUBSCRIBE and PUBREL

export function connect({ clientId, userName, password, keepAlive, properties }) {
  const flags = 2 | (userName ? 128 : 0) | (password ? 64 : 0); // clean start
  const writer = new Writer().text('MQTT').byte(5).byte(flags).short(keepAlive).properties(properties).text(clientId);
  if (userName) {
    writer.text(userName);
  }
  if (password) {
    writer.text(password);
  }
  return writer.packet(CONNECT << 4);
}

export function publish({ id, topic, payload, qos, retain, dup, properties }) {
  const writer = new Writer().text(topic);
  if (qos > 0) {
    writer.short(id);
  }
  return writer.properties(properties).raw(payload).packet(PUBLISH << 4 | (dup ? 8 : 0) | qos << 1 | (retain ? 1 : 0));
}

/** One of the four acknowledgements of PUBLISH. */
export const acknowledge = (type, id) => new Writer().short(id).packet(type << 4 | (type === PUBREL ? MUST_BE_TWO : 0));

export const subscribe = (id, filter, { qos, noLocal = false, retainAsPublished = true, retainHandling = 0,
  subscriptionId }) => new Writer().short(id).properties({ subscriptionId }).text(filter)
  .byte(qos | (noLocal ? 4 : 0) | (retainAsPublished ? 8 : 0) | retainHandling << 4)
  .packet(SUBSCRIBE << 4 | MUST_BE_TWO);

export const unsubscribe = (id, filter) => new Writer().short(id).properties().text(filter)
  .packet(UNSUBSCRIBE << 4 | MUST_BE_TWO);

export const ping = () => new Writer().packet(PINGREQ << 4);

export const disconnect = () => new Writer().packet(DISCONNECT << 4);

/** Cuts a stream of bytes into packets: WebSocket frames and packets do not begin together. */
export class Decoder {
  #held = new Uint8Array(0);

  /** @returns the packets that are whole now */
  feed(bytes) {
    const all = new Uint8Array(this.#held.length + bytes.length);
    all.set(this.#held);
    all.set(bytes, this.#held.length);
    const packets = [];
    let at = 0;
    for (let size = sizeOf(all, at); size > 0; size = sizeOf(all, at)) {
      packets.push(decode(all.subarray(at, at + size)));
      at += size;
    }
    this.#held = all.slice(at);
    return packets;
  }
}

/** How long the packet is that begins there; 0 where it is not whole yet. */
function sizeOf(bytes, at) {
  let length = 0;
  for (let i = 1; i <= 4 && at + i < bytes.length; i++) {
    length += (bytes[at + i] & 127) * 128 ** (i - 1);
    if (bytes[at + i] < 128) {
      const size = 1 + i + length;
      return at + size <= bytes.length ? size : 0;
    }
  }
  return 0;
}

function decode(bytes) {
  const reader = new Reader(bytes);
  const first = reader.byte();
  reader.variable();
  const name = NAMES[first >> 4];
  if (!name) {
    throw new RangeError(`A server sends no packet of type ${first >> 4}`);
  }
  return { name, ...body(first, reader) };
}

function body(first, reader) {
  switch (first >> 4) {
    case CONNACK: return { sessionPresent: reader.byte() === 1, reason: reader.byte(), properties: reader.properties() };
    case PUBLISH: {
      const qos = first >> 1 & 3;
      return { qos, retain: (first & 1) === 1, dup: (first & 8) === 8, topic: reader.text(),
        id: qos > 0 ? reader.short() : 0, properties: reader.properties(), payload: reader.rest().slice() };
    }
    case SUBACK: case UNSUBACK: return { id: reader.short(), properties: reader.properties(), reason: reader.byte() };
    case PINGRESP: return {};
    case DISCONNECT: return reasoned(reader);
    default: return { id: reader.short(), ...reasoned(reader) };
  }
}

/** A reason code and properties, which may be left out where all is well. */
const reasoned = (reader) => ({ reason: reader.left > 0 ? reader.byte() : 0,
  properties: reader.left > 0 ? reader.properties() : {} });
