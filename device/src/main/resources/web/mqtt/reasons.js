// What the reason codes of MQTT 5.0 mean, in words (MQTT 5.0, 2.4).

const REASONS = { 0x10: 'nobody has subscribed to it', 0x80: 'unspecified error', 0x81: 'malformed packet',
  0x82: 'protocol error', 0x83: 'implementation specific error', 0x84: 'unsupported protocol version',
  0x85: 'client identifier not valid', 0x86: 'bad user name or password', 0x87: 'not authorized',
  0x88: 'server unavailable', 0x89: 'server busy', 0x8a: 'banned', 0x8b: 'server shutting down',
  0x8d: 'keep alive timeout', 0x8e: 'another client took the session over', 0x8f: 'topic filter invalid',
  0x90: 'topic name invalid', 0x91: 'packet identifier in use', 0x93: 'receive maximum exceeded',
  0x95: 'packet too large', 0x96: 'message rate too high', 0x97: 'quota exceeded', 0x98: 'administrative action',
  0x99: 'payload format invalid', 0x9a: 'retain not supported', 0x9b: 'QoS not supported', 0x9e: 'shared '
  + 'subscriptions not supported', 0x9f: 'connection rate exceeded', 0xa1: 'subscription identifiers not supported',
  0xa2: 'wildcard subscriptions not supported' };

export const FAILED = 0x80;

/** What a packet says went wrong: the reason string of the server, or what its code means. */
export const reasonOf = ({ reason, properties }) => properties?.reasonString ?? REASONS[reason]
  ?? `reason 0x${reason.toString(16)}`;
