// Talks to itself through a broker with MQTT.js: FOLDER-OF-MQTT.JS HOST PORT VERSION QOS. Says "ok" if all went well.
// In the environment: SCHEME if it is not mqtt, CA for TLS.
const [folder, host, port, version, level] = process.argv.slice(2);
const mqtt = require(folder);

const qos = Number(level);
const count = 50;
const topic = `mqttjs/${version}/${qos}`;
const protocol = {
  '3.1': { protocolId: 'MQIsdp', protocolVersion: 3 },
  '3.1.1': { protocolVersion: 4 },
  5: { protocolVersion: 5 },
}[version];

const scheme = process.env.SCHEME || 'mqtt';
const url = `${scheme}://${host}:${port}${scheme.startsWith('ws') ? '/mqtt' : ''}`;
const trusted = process.env.CA ? { ca: require('fs').readFileSync(process.env.CA) } : {};

function connect(name) {
  return mqtt.connectAsync(url, {
    ...protocol,
    ...trusted,
    wsOptions: trusted,
    clientId: `js${version}${qos}${name}`,
    reconnectPeriod: 0,
    will: { topic: `${topic}/will`, payload: 'gone', qos, retain: false },
  });
}

function check(holds, what) {
  if (!holds) {
    throw new Error(what);
  }
}

async function main() {
  const subscriber = await connect('sub');
  const publisher = await connect('pub');
  const granted = await subscriber.subscribeAsync(`${topic}/#`, { qos });
  check(granted[0].qos === qos, `granted ${granted[0].qos}`);

  let received = 0;
  let heardAll;
  const all = new Promise((resolve) => {
    heardAll = resolve;
  });
  const will = new Promise((resolve, reject) => {
    subscriber.on('message', (where, payload, packet) => {
      try {
        if (where === `${topic}/will`) {
          check(received === count, `the will after ${received}`);
          resolve();
          return;
        }
        check(where === topic && String(payload) === `m${received}`, `${where} ${payload}, not m${received}`);
        check(packet.qos === qos && !packet.retain && !packet.dup, JSON.stringify(packet));
        if (version === '5') {
          check(packet.properties.contentType === 'text/plain', JSON.stringify(packet.properties));
          check(packet.properties.userProperties.key === 'value', JSON.stringify(packet.properties));
        }
        received += 1;
        if (received === count) {
          heardAll();
        }
      } catch (e) {
        reject(e);
      }
    });
  });
  const properties =
    version === '5' ? { contentType: 'text/plain', userProperties: { key: 'value' } } : undefined;
  for (let i = 0; i < count; i += 1) {
    await publisher.publishAsync(topic, `m${i}`, { qos, properties });
  }
  await all;
  publisher.stream.destroy(); // without a word
  await will;
  await subscriber.endAsync();
  console.log('ok');
  process.exit(0);
}

setTimeout(() => {
  console.error('not within 30 s');
  process.exit(1);
}, 30000).unref();

main().catch((e) => {
  console.error(e);
  process.exit(1);
});
