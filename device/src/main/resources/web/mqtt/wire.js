// Bytes of MQTT 5.0: how numbers, texts and properties are written and read (MQTT 5.0, 1.5 and 2.2.2).

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Properties that this client writes or reads: name, identifier, how it is written. */
const PROPERTIES = [['payloadFormat', 1, 'byte'], ['messageExpiry', 2, 'int'], ['contentType', 3, 'text'],
  ['responseTopic', 8, 'text'], ['correlationData', 9, 'binary'], ['subscriptionId', 11, 'variable'],
  ['sessionExpiry', 17, 'int'], ['assignedClientId', 18, 'text'], ['serverKeepAlive', 19, 'short'],
  ['authenticationMethod', 21, 'text'], ['authenticationData', 22, 'binary'], ['responseInformation', 26, 'text'],
  ['serverReference', 28, 'text'], ['reasonString', 31, 'text'], ['receiveMaximum', 33, 'short'],
  ['topicAliasMaximum', 34, 'short'], ['topicAlias', 35, 'short'], ['maximumQos', 36, 'byte'],
  ['retainAvailable', 37, 'byte'], ['userProperties', 38, 'pairs'], ['maximumPacketSize', 39, 'int'],
  ['wildcardAvailable', 40, 'byte'], ['subscriptionIdAvailable', 41, 'byte'], ['sharedAvailable', 42, 'byte']];
const REPEATED = new Set(['subscriptionId', 'userProperties']); // read as lists
const BY_NAME = new Map(PROPERTIES.map(([name, id, kind]) => [name, { id, kind }]));
const BY_ID = new Map(PROPERTIES.map(([name, id, kind]) => [id, { name, kind }]));

/** Grows as it is written to. */
export class Writer {
  #bytes = [];

  byte(n) {
    this.#bytes.push(n & 255);
    return this;
  }

  short(n) {
    return this.byte(n >> 8).byte(n);
  }

  int(n) {
    return this.short(n >>> 16).short(n & 65_535);
  }

  /** A number in one to four bytes, seven bits each. */
  variable(n) {
    let left = n;
    do {
      const seven = left % 128;
      left = Math.floor(left / 128);
      this.byte(left > 0 ? seven | 128 : seven);
    } while (left > 0);
    return this;
  }

  raw(bytes) {
    for (const byte of bytes) {
      this.#bytes.push(byte);
    }
    return this;
  }

  binary(bytes) {
    return this.short(bytes.length).raw(bytes);
  }

  text(text) {
    return this.binary(encoder.encode(text));
  }

  pairs(pairs, id) {
    pairs.forEach(([name, value], index) => (index > 0 ? this.byte(id) : this).text(name).text(value));
    return this;
  }

  /** Those of an object that have a value, with their length before them. */
  properties(values = {}) {
    const written = new Writer();
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)) {
        const { id, kind } = BY_NAME.get(name);
        written.byte(id)[kind](value, id);
      }
    }
    return this.variable(written.#bytes.length).raw(written.#bytes);
  }

  /** All of it behind a fixed header. */
  packet(firstByte) {
    const head = new Writer().byte(firstByte).variable(this.#bytes.length);
    return Uint8Array.from([...head.#bytes, ...this.#bytes]);
  }
}

/** Reads what is there, and throws where something is missing. */
export class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get left() {
    return this.#bytes.length - this.#at;
  }

  byte() {
    if (this.left < 1) {
      throw new RangeError('A packet ends too early');
    }
    return this.#bytes[this.#at++];
  }

  short() {
    return this.byte() * 256 + this.byte();
  }

  int() {
    return this.short() * 65_536 + this.short();
  }

  variable() {
    let n = 0;
    for (let shift = 1; shift <= 128 ** 3; shift *= 128) {
      const byte = this.byte();
      n += (byte & 127) * shift;
      if (byte < 128) {
        return n;
      }
    }
    throw new RangeError('A length has more than four bytes');
  }

  raw(length) {
    if (this.left < length) {
      throw new RangeError('A packet ends too early');
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  rest() {
    return this.raw(this.left);
  }

  binary() {
    return this.raw(this.short());
  }

  text() {
    return decoder.decode(this.binary());
  }

  pairs() {
    return [this.text(), this.text()];
  }

  properties() {
    const values = {};
    const inner = new Reader(this.raw(this.variable()));
    while (inner.left > 0) {
      const id = inner.variable();
      const { name, kind } = BY_ID.get(id) ?? {};
      if (!name) {
        throw new RangeError(`There is no property ${id}`);
      }
      const value = inner[kind]();
      if (REPEATED.has(name)) {
        (values[name] ??= []).push(value);
      } else {
        values[name] = value;
      }
    }
    return values;
  }
}
