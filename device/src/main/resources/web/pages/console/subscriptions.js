// What the console has subscribed to: each has a colour, and may rest.

import { html, nothing } from '../../lib.js';
import { note } from '../../base/route.js';
import { COLOURS } from '../../parts/chart.js';
import { icon } from '../../parts/icons.js';

/** @param client a function that gives the client: it begins to hear before there is one */
export function subscriptionsPanel(view, client, parameters) {
  const all = new Map(); // filter -> { number, filter, colour, qos, granted, paused }
  const byNumber = new Map(); // the same, and those that have ended: their messages may be under way
  const draft = { filter: parameters.get('filter') ?? '#', qos: 0 };
  let lastNumber = 0;

  const subscribe = (filter, qos) => view.attempt(async () => {
    const before = all.get(filter);
    const subscription = { number: before?.number ?? ++lastNumber, filter, colour: before?.colour ?? freeColour(), qos,
      granted: qos, paused: false };
    byNumber.set(subscription.number, subscription);
    all.set(filter, subscription);
    try {
      subscription.granted = await client().subscribe(filter, { qos, subscriptionId: subscription.number });
    } catch (refused) {
      all.delete(filter);
      throw refused;
    }
    noteFilters();
  });

  async function unsubscribe(filter) {
    all.delete(filter);
    noteFilters();
    await view.attempt(() => client().unsubscribe(filter));
  }

  const noteFilters = () => note('/console', { filter: [...all.keys()] });

  /** The first of those that fewest have. */
  function freeColour() {
    const uses = new Array(COLOURS).fill(0);
    all.forEach(({ colour }) => uses[colour - 1]++);
    return uses.indexOf(Math.min(...uses)) + 1;
  }

  function pause(subscription) {
    subscription.paused = !subscription.paused;
    view.draw();
  }

  function submit(event) {
    event.preventDefault();
    subscribe(draft.filter, draft.qos);
  }

  const chip = (subscription) => {
    const { filter, colour, qos, granted, paused } = subscription;
    return html`<li class="tag"><i class="swatch series-${colour}"></i><code>${filter}</code>
      QoS ${granted}${granted < qos ? html` <span class="warn">(asked for ${qos})</span>` : nothing}
      ${paused ? html`<span class="warn">paused</span>` : nothing}
      <button class="link" aria-label="${paused ? 'Show' : 'Pause'} ${filter}" title=${paused ? 'Show its messages again'
        : 'Show none of its messages'} @click=${() => pause(subscription)}>${icon(paused ? 'play' : 'pause')}</button>
      <button class="link" aria-label="Unsubscribe ${filter}" title="Unsubscribe" @click=${() => unsubscribe(filter)}>
        ${icon('close')}</button></li>`;
  };

  return {
    /** Subscribes to what the address names, unless that has been done. */
    begin() {
      if (all.size === 0) {
        parameters.getAll('filter').forEach((filter) => subscribe(filter, 0));
      }
    },

    isEmpty: () => all.size === 0,

    /** Those that a message came by. */
    of: ({ properties }) => (properties.subscriptionId ?? []).map((number) => byNumber.get(number)),

    template: () => html`
      <form class="row" @submit=${submit}>
        <input class="fill mono" aria-label="Topic filter" required .value=${draft.filter}
          @input=${(event) => { draft.filter = event.target.value; }}>
        <select aria-label="QoS" @change=${(event) => { draft.qos = Number(event.target.value); }}>
          ${[0, 1, 2].map((qos) => html`<option value=${qos}>QoS ${qos}</option>`)}</select>
        <button class="primary">Subscribe</button>
      </form>
      ${all.size === 0 ? html`<p class="quiet small gap">Subscribe to see messages: + stands for one level of a topic, # for
        all that follow.</p>` : html`<ul class="row gap" aria-label="Subscriptions">${[...all.values()].map(chip)}</ul>`}`,
  };
}
