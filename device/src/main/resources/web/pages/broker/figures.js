// How much goes through the broker, where it comes in, and what is lost on the way.

import { html } from '../../lib.js';
import { bytes, count, duration, plural, rate, short } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { failure, loading } from '../../parts/list.js';
import { terminal } from '../../parts/terminal.js';
import { ratesPanel } from '../overview/rates.js';

const REFRESH_MS = 2_000;

export function figuresTab(view) {
  const rates = ratesPanel(view);
  let now = null;
  let wrong = null;

  async function load() {
    try {
      now = await rest('GET', '/api/broker');
      wrong = null;
    } catch (refused) {
      wrong = refused;
    }
    view.draw();
  }

  const figure = (name, value, more) => html`<div class="card figure"><span>${name}</span><b>${value}</b>
    <span>${more}</span></div>`;

  const figures = () => html`<div class="figures">
    ${figure('Connections', short(now.connections), plural(now.sessions, 'session'))}
    ${figure('Messages in', rate(now.rates?.messagesReceived ?? 0), `${short(now.received.messages)} in all`)}
    ${figure('Messages out', rate(now.rates?.messagesSent ?? 0), `${short(now.sent.messages)} in all`)}
    ${figure('Waiting', short(now.queuedMessages), `${bytes(now.queuedBytes)}, ${short(now.inFlightMessages)} in flight`)}
    ${figure('Retained', short(now.retainedMessages), bytes(now.retainedBytes))}
    ${figure('Subscriptions', short(now.subscriptions), `${short(now.sharedSubscriptions)} shared`)}
  </div>`;

  /** A table of words and numbers, the largest first. */
  const reasons = (title, counts, none) => {
    const rows = Object.entries(counts).filter(([, n]) => n > 0).sort(([, a], [, b]) => b - a);
    return html`<section class="card third" aria-label=${title}><header><h2>${title}</h2></header>
      ${rows.length === 0 ? html`<p class="quiet">${none}</p>` : html`<table><tbody>${rows.map(([reason, n]) => html`
        <tr><td>${reason.replaceAll('_', ' ')}</td><td class="end mono">${count(n)}</td></tr>`)}</tbody></table>`}
    </section>`;
  };

  load();
  view.every(REFRESH_MS, load);

  return () => (wrong && !now ? html`<div class="card">${failure(wrong, load)}</div>` : !now ? loading() : html`
    ${figures()}
    <div class="grid">
      <section class="card two-thirds" aria-label="Message rate">${rates()}</section>
      <section class="card third" aria-label="Listeners"><header><h2>Listeners</h2></header>
        <table><thead><tr><th scope="col">Address</th><th scope="col" class="end">Connections</th></tr></thead>
          <tbody>${now.listeners.map(({ address, connections }) => html`
            <tr><td class="mono">${address}</td><td class="end">${count(connections)}</td></tr>`)}</tbody></table>
        <p class="quiet small gap">Up for ${duration(now.uptimeSeconds * 1000)}, version ${now.version};
          ${bytes(now.storageBytes)} on disk.</p></section>
      ${reasons('Dropped messages', now.dropped, 'None was lost.')}
      ${reasons('Refused connections', now.connects.refused, 'Nobody was refused.')}
      ${reasons('Ended connections', now.disconnects, 'None has ended.')}
    </div>
    ${terminal('/api/broker')}`);
}
