// Talks with the broker as any client would, from within the browser.

import { html, nothing, repeat } from '../lib.js';
import { bytes, count, plural, preciseClock, rate } from '../base/format.js';
import { connectToBroker } from '../mqtt/page.js';
import { icon } from '../parts/icons.js';
import { payloadView } from './console/payload.js';
import { publishPanel } from './console/publish.js';
import { subscriptionsPanel } from './console/subscriptions.js';

const KEPT = 1_000; // messages
const SHOWN = 100;
const DRAW_MS = 250; // however fast they come
const RATE_S = 5;
const TOPICS = 5_000; // whose last message is remembered, to tell what the next changes
const LARGEST_REMEMBERED = 65_536;
const HIDDEN_PROPERTIES = new Set(['subscriptionId', 'topicAlias']);
const STATES = { live: ['good', 'live'], connecting: ['warn', 'connecting'], reconnecting: ['bad', 'connection lost, '
  + 'trying again'] };

export function consolePage(view, parameters) {
  const last = new Map(); // topic -> payload, who spoke last at the end
  const arrivals = new Array(RATE_S).fill(0); // of the last seconds
  let messages = []; // the newest first
  let total = 0;
  let paused = false;
  let missed = 0; // while paused
  let marked = true; // what is different from the message before
  let state = 'connecting';
  let why = '';
  let drawing = 0;
  let lastNumber = 0;

  const subscriptions = subscriptionsPanel(view, () => client, parameters);
  const client = connectToBroker(received, (now, reason) => {
    if (now === 'live') {
      subscriptions.begin();
    }
    state = now;
    why = reason ?? '';
    view.draw();
  });

  function received(packet) {
    total++;
    arrivals[0]++;
    const by = subscriptions.of(packet);
    const before = remember(packet);
    if (paused || (by.length > 0 && by.every((one) => one.paused))) {
      missed++;
    } else {
      messages.unshift({ ...packet, number: ++lastNumber, ts: Date.now(), by, before });
      if (messages.length > KEPT * 1.2) {
        messages = messages.slice(0, KEPT);
      }
    }
    drawing ||= setTimeout(() => { drawing = 0; view.draw(); }, DRAW_MS);
  }

  /** What its topic said before, or null. */
  function remember({ topic, payload }) {
    const before = last.get(topic) ?? null;
    last.delete(topic);
    if (payload.length <= LARGEST_REMEMBERED) {
      last.set(topic, payload);
    }
    if (last.size > TOPICS) {
      last.delete(last.keys().next().value);
    }
    return before;
  }

  function mark() {
    marked = !marked;
    messages.forEach((message) => { message.shown = null; });
    view.draw();
  }

  function pause() {
    paused = !paused;
    missed = 0;
    view.draw();
  }

  function clear() {
    messages = [];
    missed = 0;
    view.draw();
  }

  const badge = () => {
    const [colour, word] = STATES[state];
    return html`<span class="tag ${colour}"><span class="dot ${colour}"></span>${word}</span>
      ${why && state !== 'live' ? html`<span class="problem small" role="alert">${why}</span>` : nothing}`;
  };

  const properties = (values) => Object.entries(values)
    .filter(([name]) => !HIDDEN_PROPERTIES.has(name))
    .map(([name, value]) => html`<span class="tag">${name === 'userProperties'
      ? value.map((pair) => pair.join(': ')).join(', ') : `${name}: ${printable(value)}`}</span>`);

  /** Seldom drawn anew: what came does not change. */
  const message = (one) => {
    one.shown ??= messageOf(one);
    return one.shown;
  };

  const messageOf = ({ ts, topic, payload, before, by, qos, retain, properties: values }) => html`
    <li class="message">
      <div class="row small"><span class="quiet">${preciseClock(ts)}</span>
        ${by.map(({ colour, filter }) => html`<i class="swatch series-${colour}" role="img" aria-label="by ${filter}"
          title="Subscription ${filter}"></i>`)}
        <code class="topic fill">${topic}</code>
        <span class="quiet">QoS ${qos}</span>${retain ? html`<span class="tag warn">retained</span>` : nothing}
        <span class="quiet">${bytes(payload.length)}</span></div>
      ${payloadView(payload, marked ? before : null)}
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
            || missed > 0 ? `, ${plural(missed, 'message')} not shown` : ''}</span>
          <button aria-pressed=${marked} title="What is new, and what is gone, since the last message of a topic"
            @click=${mark}>Mark changes</button>
          <button aria-pressed=${paused} @click=${pause}>${icon(paused ? 'play' : 'pause')} ${paused ? 'Resume' : 'Pause'}
          </button>
          <button @click=${clear}>Clear</button></header>
        ${subscriptions.template()}
        ${messages.length > 0 || subscriptions.isEmpty() ? nothing : html`<p class="quiet small gap" role="status">
          <span class="dot warn pulse"></span>Waiting for a message</p>`}
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
