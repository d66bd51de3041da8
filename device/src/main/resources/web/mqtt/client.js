// A small MQTT 5.0 client over WebSocket. It connects again by itself, and subscribes again to what was subscribed to.

import { Decoder, PUBACK, PUBCOMP, PUBREC, PUBREL, acknowledge, connect, disconnect, ping, publish, subscribe,
  unsubscribe } from './packets.js';
import { FAILED, reasonOf } from './reasons.js';

const KEEP_ALIVE_S = 30;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
const RECEIVE_MAXIMUM = 1_000;

export class MqttClient {
  #options;
  #socket = null;
  #decoder = null;
  #timer = 0;
  #retry = 0;
  #delayMs = FIRST_DELAY_MS;
  #lastId = 0;
  #waiting = new Map(); // packet id -> what is to become of its acknowledgement
  #received = new Set(); // ids of QoS 2 that are not released yet
  #subscriptions = new Map(); // filter -> options
  #closed = false;
  #live = false; // let in, and not lost since
  #why = ''; // the connection is about to end
  #heard = true; // something, since the last ping

  /**
   * @param options url; login() resolves with {userName, password}, asked at each attempt, told of a refusal;
   *   message(packet) hears what comes; state(name, why) hears connecting, live, reconnecting
   */
  constructor(options) {
    this.#options = options;
    this.#open('connecting');
  }

  /**
   * Subscribes, now and after each reconnection.
   *
   * @param options qos, noLocal, retainAsPublished, retainHandling, subscriptionId
   * @returns resolves with the granted QoS; rejects with the reason
   */
  async subscribe(filter, options) {
    this.#subscriptions.set(filter, options);
    try {
      return await this.#ask((id) => subscribe(id, filter, options));
    } catch (refused) {
      this.#subscriptions.delete(filter);
      throw refused;
    }
  }

  unsubscribe(filter) {
    this.#subscriptions.delete(filter);
    return this.#ask((id) => unsubscribe(id, filter));
  }

  /**
   * @param message topic, payload (bytes), qos, retain, properties
   * @returns resolves when it is acknowledged as its QoS says; rejects with the reason
   */
  async publish(message) {
    if (message.qos > 0) {
      return this.#ask((id) => publish({ ...message, id }));
    }
    this.#mustBeLive();
    return this.#socket.send(publish(message));
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#retry);
    if (this.#isLive()) {
      this.#socket.send(disconnect());
    }
    this.#socket?.close();
  }

  async #open(state, why) {
    this.#options.state(state, why);
    let login;
    try {
      login = await this.#options.login(why);
    } catch (failure) {
      this.#again(failure.message);
      return;
    }
    if (this.#closed) {
      return;
    }
    this.#decoder = new Decoder();
    this.#socket = new WebSocket(this.#options.url, 'mqtt');
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onopen = () => this.#socket.send(connect({ ...login, keepAlive: KEEP_ALIVE_S,
      properties: { receiveMaximum: RECEIVE_MAXIMUM } }));
    this.#socket.onmessage = (event) => this.#fed(new Uint8Array(event.data));
    this.#socket.onclose = () => this.#lost();
  }

  #fed(bytes) {
    this.#heard = true;
    try {
      this.#decoder.feed(bytes).forEach((packet) => this.#react(packet));
    } catch (malformed) {
      this.#why = malformed.message;
      this.#socket.close();
    }
  }

  #react(packet) {
    switch (packet.name) {
      case 'connack': this.#accepted(packet); break;
      case 'publish': this.#hear(packet); break;
      case 'pubrec': this.#half(packet); break;
      case 'pubrel':
        this.#received.delete(packet.id);
        this.#socket.send(acknowledge(PUBCOMP, packet.id));
        break;
      case 'disconnect': this.#why = reasonOf(packet); break;
      case 'pingresp': break;
      default: this.#answered(packet);
    }
  }

  #accepted(packet) {
    if (packet.reason >= FAILED) {
      this.#why = reasonOf(packet);
      return; // the server closes
    }
    this.#delayMs = FIRST_DELAY_MS;
    this.#received.clear();
    this.#live = true;
    const seconds = packet.properties.serverKeepAlive ?? KEEP_ALIVE_S;
    this.#timer = setInterval(() => this.#ping(), seconds * 1000);
    for (const [filter, options] of this.#subscriptions) {
      this.#ask((id) => subscribe(id, filter, options)).catch(() => this.#subscriptions.delete(filter));
    }
    this.#options.state('live');
  }

  #isLive() {
    return this.#live && this.#socket?.readyState === WebSocket.OPEN;
  }

  #ping() {
    if (!this.#heard) {
      this.#why = 'the server is silent';
      this.#socket.close();
      return;
    }
    this.#heard = false;
    this.#socket.send(ping());
  }

  /** Each message of QoS 2 is told once, however often it comes. */
  #hear(packet) {
    const { id, qos } = packet;
    const known = qos === 2 && this.#received.has(id);
    if (!known) {
      this.#options.message(packet);
    }
    if (qos === 1) {
      this.#socket.send(acknowledge(PUBACK, id));
    } else if (qos === 2) {
      this.#received.add(id);
      this.#socket.send(acknowledge(PUBREC, id));
    }
  }

  #half(packet) {
    if (packet.reason >= FAILED) {
      this.#answered(packet);
    } else {
      this.#socket.send(acknowledge(PUBREL, packet.id));
    }
  }

  #answered(packet) {
    const waiting = this.#waiting.get(packet.id);
    this.#waiting.delete(packet.id);
    if (packet.reason >= FAILED) {
      waiting?.reject(new Error(`The broker refused: ${reasonOf(packet)}.`));
    } else {
      waiting?.resolve(packet.reason);
    }
  }

  #ask(packetOf) {
    this.#mustBeLive();
    return new Promise((resolve, reject) => {
      const id = this.#freeId();
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(packetOf(id));
    });
  }

  #freeId() {
    do {
      this.#lastId = this.#lastId % 65_535 + 1;
    } while (this.#waiting.has(this.#lastId));
    return this.#lastId;
  }

  #mustBeLive() {
    if (!this.#isLive()) {
      throw new Error('There is no connection to the broker at the moment: try again when it is live.');
    }
  }

  #lost() {
    clearInterval(this.#timer);
    this.#live = false;
    this.#waiting.forEach(({ reject }) => reject(new Error('The connection to the broker was lost meanwhile.')));
    this.#waiting.clear();
    const why = this.#why;
    this.#why = '';
    this.#again(why);
  }

  #again(why) {
    if (!this.#closed) {
      this.#options.state('reconnecting', why);
      this.#retry = setTimeout(() => this.#open('reconnecting', why), this.#delayMs);
      this.#delayMs = Math.min(LONGEST_DELAY_MS, this.#delayMs * 2);
    }
  }
}
