// Talks with the broker as any client would, from within the browser.

import { html, nothing, repeat } from '../lib.js';
import { bytes, count, plural, preciseClock, rate } from '../base/format.js';
import { note } from '../base/route.js';
import { connectToBroker } from '../mqtt/page.js';
import { icon } from '../parts/icons.js';
import { payloadView } from './console/payload.js';
import { publishPanel } from './console/publish.js';

const KEPT = 1_000; // messages
const SHOWN = 100;
const DRAW_MS = 250; // however fast they come
const RATE_S = 5;
const HIDDEN_PROPERTIES = new Set(['subscriptionId', 'topicAlias']);
const STATES = { live: ['good', 'live'], connecting: ['warn', 'connecting'], reconnecting: ['bad', 'connection lost, '
  + 'trying again'] };

export function consolePage(view, parameters) {
  const subscriptions = new Map(); // filter -> { qos, granted, count }
  const draft = { filter: parameters.get('filter') ?? '#', qos: 0 };
  const arrivals = new Array(RATE_S).fill(0); // of the last seconds
  let messages = []; // the newest first
  let total = 0;
  let paused = false;
  let missed = 0; // while paused
  let state = 'connecting';
  let why = '';
  let drawing = 0;
  let lastNumber = 0;

  const client = connectToBroker(received, (now, reason) => {
    if (now === 'live' && subscriptions.size === 0 && parameters.get('filter')) {
      subscribe();
    }
    state = now;
    why = reason ?? '';
    view.draw();
  });

  function received(packet) {
    total++;
    arrivals[0]++;
    if (paused) {
      missed++;
    } else {
      messages.unshift({ ...packet, number: ++lastNumber, ts: Date.now() });
      if (messages.length > KEPT * 1.2) {
        messages = messages.slice(0, KEPT);
      }
    }
    drawing ||= setTimeout(() => { drawing = 0; view.draw(); }, DRAW_MS);
  }

  async function subscribe(event) {
    event?.preventDefault();
    const { filter, qos } = draft;
    await view.attempt(async () => {
      subscriptions.set(filter, { qos, granted: await client.subscribe(filter, { qos }) });
      note('/console', { filter: [...subscriptions.keys()][0] });
    });
  }

  async function unsubscribe(filter) {
    subscriptions.delete(filter);
    await view.attempt(() => client.unsubscribe(filter));
  }

  function pause() {
    paused = !paused;
    missed = 0;
    view.draw();
  }

  const badge = () => {
    const [colour, word] = STATES[state];
    return html`<span class="tag ${colour}"><span class="dot ${colour}"></span>${word}</span>
      ${why && state !== 'live' ? html`<span class="problem small" role="alert">${why}</span>` : nothing}`;
  };

  const chips = () => (subscriptions.size === 0 ? html`<p class="quiet small gap">Subscribe to see messages: + stands for
      one level of a topic, # for all that follow.</p>` : html`<ul class="row gap" aria-label="Subscriptions">
    ${[...subscriptions].map(([filter, { qos, granted }]) => html`<li class="tag"><code>${filter}</code>
      QoS ${granted}${granted < qos ? html` <span class="warn">(asked for ${qos})</span>` : nothing}
      <button class="link" aria-label="Unsubscribe ${filter}" @click=${() => unsubscribe(filter)}>${icon('close')}
      </button></li>`)}</ul>`);

  const properties = (values) => Object.entries(values)
    .filter(([name]) => !HIDDEN_PROPERTIES.has(name))
    .map(([name, value]) => html`<span class="tag">${name === 'userProperties'
      ? value.map((pair) => pair.join(': ')).join(', ') : `${name}: ${printable(value)}`}</span>`);

  const message = ({ ts, topic, payload, qos, retain, properties: values }) => html`
    <li class="message">
      <div class="row small"><span class="quiet">${preciseClock(ts)}</span>
        <code class="topic fill">${topic}</code>
        <span class="quiet">QoS ${qos}</span>${retain ? html`<span class="tag warn">retained</span>` : nothing}
        <span class="quiet">${bytes(payload.length)}</span></div>
      ${payloadView(payload)}
      <div class="row">${properties(values)}</div>
    </li>`;

  const perSecond = () => arrivals.slice(1).reduce((sum, n) => sum + n, 0) / (RATE_S - 1);

  const publishing = publishPanel(view, client, parameters);

  view.show(() => html`
    <div class="head"><h1>MQTT console</h1>${badge()}</div>
    <div class="grid">
      <section class="card two-thirds" aria-label="Messages">
        <header><h2>Messages</h2>
          <span class="quiet small" role="status">${rate(perSecond())}, ${count(total)} in all${paused
            ? `, ${plural(missed, 'message')} not shown` : ''}</span>
          <button aria-pressed=${paused} @click=${pause}>${icon(paused ? 'play' : 'pause')} ${paused ? 'Go on' : 'Pause'}
          </button>
          <button @click=${() => { messages = []; view.draw(); }}>Clear</button></header>
        <form class="row" @submit=${subscribe}>
          <input class="fill mono" aria-label="Topic filter" required .value=${draft.filter}
            @input=${(event) => { draft.filter = event.target.value; }}>
          <select aria-label="QoS" @change=${(event) => { draft.qos = Number(event.target.value); }}>
            ${[0, 1, 2].map((qos) => html`<option value=${qos}>QoS ${qos}</option>`)}</select>
          <button class="primary">Subscribe</button>
        </form>
        ${chips()}
        <div class="messages gap" role="log" tabindex="0" aria-label="Messages, the newest first"><ul class="list">
          ${repeat(messages.slice(0, SHOWN), ({ number }) => number, message)}</ul></div>
      </section>
      <section class="card third" aria-label="Publish">${publishing()}</section>
    </div>`);
  view.every(1_000, () => {
    arrivals.unshift(0);
    arrivals.length = RATE_S;
    view.draw();
  });
  view.onEnd(() => {
    clearTimeout(drawing);
    client.close();
  });
}

const printable = (value) => (value instanceof Uint8Array ? [...value].map((byte) => byte.toString(16).padStart(2, '0'))
  .join(' ') : value);
