// How a device sends its first value, in several languages. A token never breaks out of its quotes.

import { shellWord } from '../base/format.js';

const TOPIC = 'v1/devices/me/telemetry';
const SAMPLE = '{"temperature":21.5}';

export const LANGUAGES = [['mosquitto', 'mosquitto'], ['curl', 'curl'], ['python', 'Python'], ['java', 'Java']];

/**
 * @param login {token} or {userName, password, clientId}
 * @param address {host, port} of the broker
 */
export const snippet = (language, login, address) => ({ mosquitto, curl, python, java }[language])(login, address);

export function mosquitto(login, { host, port }) {
  const words = ['mosquitto_pub', '-h', shellWord(host), ...port === 1883 ? [] : ['-p', port]];
  if (login.clientId) {
    words.push('-i', shellWord(login.clientId));
  }
  words.push('-u', shellWord(user(login)));
  if (login.password) {
    words.push('-P', shellWord(login.password));
  }
  return `${words.join(' ')} \\\n  -t ${TOPIC} -m ${shellWord(SAMPLE)}`;
}

function curl(login) {
  const url = `${location.origin}/api/v1/${encodeURIComponent(user(login))}/telemetry`;
  return `curl -H 'Content-Type: application/json' \\\n  -d ${shellWord(SAMPLE)} ${shellWord(url)}`;
}

const python = (login, { host, port }) => `import paho.mqtt.publish as publish

publish.single(${quoted(TOPIC)}, ${quoted(SAMPLE)}, qos=1,
    hostname=${quoted(host)}, port=${port},${login.clientId ? ` client_id=${quoted(login.clientId)},` : ''}
    auth={"username": ${quoted(user(login))}${login.password ? `, "password": ${quoted(login.password)}` : ''}})`;

const java = (login, { host, port }) => `try (BlockingClient device = MqttClient.builder()
        .server(${quoted(`mqtt://${host}:${port}`)})${login.clientId ? `\n        .clientId(${quoted(login.clientId)})` : ''}
        .credentials(${quoted(user(login))}, ${quoted(login.password ?? '')})
        .build().blocking()) {
    device.connect();
    device.publish(Message.of(${quoted(TOPIC)}, ${quoted(SAMPLE)})
            .withQos(Qos.AT_LEAST_ONCE));
}`;

const user = (login) => login.token ?? login.userName ?? '';

/** A text in quotes, as Java and Python write it: JSON's escapes are theirs. */
const quoted = (text) => JSON.stringify(text);
