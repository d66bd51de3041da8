// A message to send, with all that MQTT 5.0 can say about it, and the same thing in a terminal.

import { html, nothing } from '../../lib.js';
import { shellWord } from '../../base/format.js';
import { mqttAddress } from '../../base/server.js';
import { done } from '../../base/toast.js';
import { command } from '../../parts/command.js';
import { icon } from '../../parts/icons.js';

const encoder = new TextEncoder();
const NO_RECEIVER = 0x10;
const DEFAULT_PORT = 1883;

export function publishPanel(view, client, parameters) {
  const draft = { topic: parameters.get('topic') ?? 'hello', payload: '{"hello":"world"}', qos: 0, retain: false,
    contentType: '', responseTopic: '', correlationData: '', messageExpiry: '', userProperties: [] };
  let address = { host: location.hostname, port: DEFAULT_PORT };

  async function publish(event) {
    event.preventDefault();
    await view.attempt(async () => {
      const reason = await client.publish({ topic: draft.topic, payload: encoder.encode(draft.payload),
        qos: draft.qos, retain: draft.retain, properties: properties() });
      done(reason === NO_RECEIVER ? 'Published; nobody has subscribed to it'
        : draft.qos > 0 ? 'Published, and taken by the broker' : 'Published');
    });
  }

  const properties = () => ({ contentType: draft.contentType, responseTopic: draft.responseTopic,
    correlationData: draft.correlationData ? encoder.encode(draft.correlationData) : undefined,
    messageExpiry: draft.messageExpiry ? Number(draft.messageExpiry) : undefined,
    userProperties: draft.userProperties.filter(([name]) => name !== '') });

  function terminal() {
    const words = ['mosquitto_pub', '-h', shellWord(address.host),
      ...address.port === DEFAULT_PORT ? [] : ['-p', address.port], '-V', '5', '-t', shellWord(draft.topic)];
    if (draft.qos > 0) words.push('-q', draft.qos);
    if (draft.retain) words.push('-r');
    const property = (name, ...values) => words.push('-D', 'publish', name, ...values.map(shellWord));
    if (draft.contentType) property('content-type', draft.contentType);
    if (draft.responseTopic) property('response-topic', draft.responseTopic);
    if (draft.correlationData) property('correlation-data', draft.correlationData);
    if (draft.messageExpiry) property('message-expiry-interval', draft.messageExpiry);
    draft.userProperties.filter(([name]) => name !== '').forEach((pair) => property('user-property', ...pair));
    return [...words, '-m', shellWord(draft.payload)].join(' ');
  }

  const change = (name) => (event) => { draft[name] = event.target.value; view.draw(); };

  const field = (label, name, more = {}) => html`<label>${label} <input class="mono" .value=${draft[name]}
    type=${more.type ?? 'text'} min=${more.min ?? nothing} @input=${change(name)}></label>`;

  const pair = (property, index) => html`<div class="row">
    <input class="fill mono" aria-label="Name of user property ${index + 1}" placeholder="name" .value=${property[0]}
      @input=${(event) => { property[0] = event.target.value; view.draw(); }}>
    <input class="fill mono" aria-label="Value of user property ${index + 1}" placeholder="value" .value=${property[1]}
      @input=${(event) => { property[1] = event.target.value; view.draw(); }}>
    <button type="button" class="plain" aria-label="Remove user property ${index + 1}"
      @click=${() => { draft.userProperties.splice(index, 1); view.draw(); }}>${icon('close')}</button></div>`;

  view.attempt(async () => { address = await mqttAddress(); });

  return () => html`
    <header><h2>Publish</h2></header>
    <form class="form" @submit=${publish}>
      <label>Topic <input class="mono" required .value=${draft.topic} @input=${change('topic')}></label>
      <label>Payload <textarea class="mono" rows="5" spellcheck="false" .value=${draft.payload}
        @input=${change('payload')}></textarea></label>
      <div class="row">
        <select aria-label="QoS" @change=${(event) => { draft.qos = Number(event.target.value); view.draw(); }}>
          ${[0, 1, 2].map((qos) => html`<option value=${qos}>QoS ${qos}</option>`)}</select>
        <label class="check fill"><input type="checkbox" .checked=${draft.retain}
          @change=${(event) => { draft.retain = event.target.checked; view.draw(); }}> Retain</label>
        <button class="primary">Publish</button>
      </div>
      <details><summary>Properties of MQTT 5</summary><div class="form gap">
        ${field('Content type', 'contentType')}
        ${field('Response topic', 'responseTopic')}
        ${field('Correlation data', 'correlationData')}
        ${field('Expires after, in s', 'messageExpiry', { type: 'number', min: 1 })}
        <fieldset><legend>User properties</legend>${draft.userProperties.map(pair)}
          <div><button type="button" @click=${() => { draft.userProperties.push(['', '']); view.draw(); }}>
            ${icon('add')} Add</button></div></fieldset>
      </div></details>
    </form>
    <h3 class="gap">The same in a terminal</h3>
    ${command(terminal())}`;
}
