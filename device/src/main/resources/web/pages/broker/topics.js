// Topics as a tree, as messages come: who publishes where, what was last, and how often.

import { html, nothing, repeat } from '../../lib.js';
import { ago, bytes, count, preciseClock } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { done } from '../../base/toast.js';
import { connectToBroker } from '../../mqtt/page.js';
import { icon } from '../../parts/icons.js';
import { payloadView } from '../console/payload.js';

const MOST_TOPICS = 5_000;
const DRAW_MS = 500;
const MOST_KEPT = 20;

export function topicsTab(view) {
  const root = node('');
  let topics = 0;
  let overfull = false;
  let chosen = null; // the node that is looked at
  let history = []; // of it, since then, the newest first
  let drawing = 0;
  let state = 'connecting';

  const client = connectToBroker(received, (now) => {
    state = now;
    if (now === 'live' && topics === 0) {
      view.attempt(() => client.subscribe('#', { qos: 0 }));
    }
    view.draw();
  });
  view.onEnd(() => { clearTimeout(drawing); client.close(); });

  function received(packet) {
    const place = find(packet.topic);
    if (place) {
      Object.assign(place, { last: packet, before: place.last, ts: Date.now(), count: place.count + 1,
        retained: packet.retain ? packet.payload.length > 0 : place.retained });
      if (place === chosen) {
        history = [place, ...history].map(({ ts, last }) => ({ ts, last })).slice(0, MOST_KEPT);
      }
    }
    drawing ||= setTimeout(() => { drawing = 0; view.draw(); }, DRAW_MS);
  }

  /** The node of a topic, made where there is none. */
  function find(topic) {
    let place = root;
    for (const level of topic.split('/')) {
      if (!place.children.has(level)) {
        if (topics >= MOST_TOPICS) {
          overfull = true;
          return null;
        }
        topics++;
        place.children.set(level, node(place === root ? level : `${place.topic}/${level}`));
      }
      place = place.children.get(level);
    }
    return place;
  }

  function choose(place) {
    chosen = place;
    history = [{ ts: place.ts, last: place.last }];
    view.draw();
  }

  const clear = (place) => view.attempt(async () => {
    await rest('DELETE', `/api/broker/retained?${new URLSearchParams({ topic: place.topic })}`);
    place.retained = false;
    done(`${place.topic} is cleared`);
  });

  const branch = ([level, place]) => html`<li>
    ${place.children.size === 0 ? leaf(level, place) : html`
      <details ?open=${place.topic.split('/').length < 3} @toggle=${(event) => { place.open = event.target.open; view.draw(); }}>
        <summary><code>${level || '(empty)'}</code> <span class="quiet small">${count(place.children.size)}</span>
          ${place.last ? leaf('', place) : nothing}</summary>
        ${place.open ? tree(place) : nothing}
      </details>`}</li>`;

  const leaf = (level, place) => html`
    <button class="link" aria-pressed=${chosen === place} @click=${() => choose(place)}>
      <code>${level || '(this level)'}</code></button>
    <span class="mono quiet small">${preview(place)}</span>
    ${place.retained ? html`<span class="tag warn">retained</span>` : nothing}`;

  const tree = (place) => html`<ul>${repeat([...place.children].sort(([a], [b]) => a.localeCompare(b)),
    ([level]) => level, branch)}</ul>`;

  const details = () => (!chosen ? html`<p class="quiet">Choose a topic to see its last message.</p>` : html`
    <header><h2 class="mono">${chosen.topic}</h2></header>
    <p class="row small gap-below"><span class="quiet">${count(chosen.count)} since this page was opened, last ${ago(chosen.ts)},
      QoS ${chosen.last.qos}, ${bytes(chosen.last.payload.length)}</span></p>
    ${payloadView(chosen.last.payload, chosen.before?.payload)}
    <div class="row gap"><a href="#/console?${new URLSearchParams({ topic: chosen.topic, filter: chosen.topic })}">Open in
      the console</a>
      ${chosen.retained ? html`<button class="danger" @click=${() => clear(chosen)}>${icon('remove')} Clear retained
        message</button>` : nothing}</div>
    ${history.length < 2 ? nothing : html`<h3 class="gap">Since you opened it</h3>
      <ul class="list log small" tabindex="0" aria-label="Messages of this topic, the newest first">${history.map((one) => html`
        <li class="row"><span class="quiet">${preciseClock(one.ts)}</span><span class="mono fill">${preview(one)}</span></li>`)}
      </ul>`}`);

  return () => html`<div class="grid">
    <section class="card two-thirds" aria-label="Topic tree">
      <header><h2>Topics</h2><span class="quiet small" role="status">${count(topics)} levels${state === 'live' ? ''
        : `, ${state}`}</span></header>
      ${overfull ? html`<p class="warn">There are more topics than are shown: the console follows a single one.</p>` : nothing}
      ${topics === 0 ? html`<p class="quiet">No message yet. They show up as they are published;
        the <a href="#/console?topic=hello">MQTT console</a> publishes one.</p>`
        : html`<div class="tree">${tree(root)}</div>`}
    </section>
    <section class="card third" aria-label="Message">${details()}</section>
  </div>`;
}

const node = (topic) => ({ topic, children: new Map(), last: null, before: null, ts: 0, count: 0, retained: false, open: true });

function preview({ last }) {
  const text = new TextDecoder().decode(last.payload.subarray(0, 80));
  return /[\0-\x08\x0e-\x1f\ufffd]/.test(text) ? '' : text;
}
