// Talks with the Tinkerforge gateway over its topics. All of this page carry a suffix of their own, so that answers to
// others, and registrations of others, are left alone.

const TIMEOUT_MS = 5_000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Gateway {
  #client;
  #prefix;
  #enumerated;
  #suffix = `page${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
  #waiting = new Map(); // topic -> [resolve, ...]
  #heard = new Map(); // topic -> what hears it
  lost = false; // its daemon

  /** @param enumerated hears the identity of each brick that comes, goes or is there */
  constructor(client, prefix, enumerated) {
    this.#client = client;
    this.#prefix = prefix;
    this.#enumerated = enumerated;
  }

  get prefix() {
    return this.#prefix;
  }

  /** Begins to listen, and asks who is there. After each reconnection, too: the gateway may have been restarted. */
  async begin() {
    for (const kind of ['response', 'callback']) {
      await this.#client.subscribe(`${this.#prefix}/${kind}/+/+/+/${this.#suffix}`, { qos: 0 });
    }
    await this.#client.subscribe(`${this.#prefix}/callback/ip_connection/+/${this.#suffix}`, { qos: 0 });
    for (const name of ['enumerate', 'connected', 'disconnected']) {
      this.#send(`register/ip_connection/${name}/${this.#suffix}`, 'true');
    }
    this.enumerate();
  }

  enumerate() {
    this.#send('request/ip_connection/enumerate', '');
  }

  /** Calls a function; resolves with its answer as an object, rejects with what the gateway says. */
  call({ device_identifier: type, uid }, name, args) {
    const path = `${type}/${uid}/${name}/${this.#suffix}`;
    return new Promise((resolve, reject) => {
      const topic = `${this.#prefix}/response/${path}`;
      const waiting = { resolve, reject };
      const timer = setTimeout(() => {
        this.#forget(topic, waiting);
        reject(new Error('The gateway does not answer: is it connected, and the brick still there?'));
      }, TIMEOUT_MS);
      waiting.done = () => clearTimeout(timer);
      this.#waiting.set(topic, [...this.#waiting.get(topic) ?? [], waiting]);
      this.#send(`request/${path}`, JSON.stringify(args));
    });
  }

  /** Tells a brick something; where its function has no results, only what goes wrong is answered. */
  tell({ device_identifier: type, uid }, name, args, failed) {
    const path = `${type}/${uid}/${name}/${this.#suffix}`;
    this.#heard.set(`${this.#prefix}/response/${path}`, (answer) => answer._ERROR && failed(answer._ERROR));
    this.#send(`request/${path}`, JSON.stringify(args));
  }

  /** Hears a callback; returns a function that ends it. */
  hear({ device_identifier: type, uid }, name, heard) {
    const path = `${type}/${uid}/${name}/${this.#suffix}`;
    const topic = `${this.#prefix}/callback/${path}`;
    this.#heard.set(topic, heard);
    this.#send(`register/${path}`, 'true');
    return () => {
      this.#heard.delete(topic);
      this.#send(`register/${path}`, 'false');
    };
  }

  received({ topic, payload }) {
    const answer = JSON.parse(decoder.decode(payload));
    const name = topic.startsWith(`${this.#prefix}/callback/ip_connection/`) ? topic.split('/').at(-2) : null;
    if (name === 'enumerate') {
      this.#enumerated(answer);
    } else if (name) {
      this.lost = name === 'disconnected';
    } else if (this.#waiting.has(topic)) {
      this.#answer(topic, answer);
    } else {
      this.#heard.get(topic)?.(answer);
    }
  }

  /** Answers of one function of one brick come in the order of the calls. */
  #answer(topic, answer) {
    const [waiting] = this.#waiting.get(topic);
    this.#forget(topic, waiting);
    waiting.done();
    if (answer._ERROR) {
      waiting.reject(new Error(answer._ERROR));
    } else {
      waiting.resolve(answer);
    }
  }

  #forget(topic, waiting) {
    const left = this.#waiting.get(topic).filter((other) => other !== waiting);
    if (left.length > 0) {
      this.#waiting.set(topic, left);
    } else {
      this.#waiting.delete(topic);
    }
  }

  /** The gateway forgets what this page wanted to hear. */
  end() {
    for (const name of ['enumerate', 'connected', 'disconnected']) {
      this.#send(`register/ip_connection/${name}/${this.#suffix}`, 'false');
    }
  }

  /** At most once, and not at all while there is no connection: then everything begins anew. */
  #send(path, payload) {
    this.#client.publish({ topic: `${this.#prefix}/${path}`, payload: encoder.encode(payload), qos: 0 }).catch(() => {});
  }
}
