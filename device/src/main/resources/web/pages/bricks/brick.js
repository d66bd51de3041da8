// One brick: what it measures, what it says by itself, and a form for each of its functions.

import { html, nothing, repeat } from '../../lib.js';
import { clock, shellWord } from '../../base/format.js';
import { done } from '../../base/toast.js';
import { command } from '../../parts/command.js';
import { readings, shown } from './catalog.js';
import { argumentsOf, fields } from './form.js';

const READ_MS = 1_000;
const EVENTS = 50;
const MOST_READINGS = 8;

/** Where it is plugged in. */
export const placeOf = ({ connected_uid: uid, position }) => (uid === '0' ? 'Brick Daemon' : `${uid}, port ${position}`);

export function brickPanel(view, gateway, { identity, catalog }) {
  const read = readings(catalog).slice(0, MOST_READINGS);
  const values = new Map(); // function -> [{ name, text }]
  const events = []; // the newest first
  const listening = new Map(); // callback -> end
  let chosen = catalog.functions[0];
  let result = null; // { values } or { wrong }
  let over = false;
  let timer = 0;
  let lastNumber = 0;

  async function refresh() {
    for (const { name, response } of document.hidden ? [] : read) {
      const answer = await gateway.call(identity, name, {}).catch(() => null);
      if (answer) {
        values.set(name, shown(response, answer));
      }
    }
    view.draw();
    if (!over) {
      timer = setTimeout(refresh, READ_MS);
    }
  }

  async function call(event) {
    event.preventDefault();
    result = null;
    try {
      const args = argumentsOf(chosen.request, new FormData(event.target));
      if (chosen.response.length === 0) {
        gateway.tell(identity, chosen.name, args, (wrong) => { result = { wrong }; view.draw(); });
        done(`${chosen.name} is sent`);
      } else {
        result = { values: shown(chosen.response, await gateway.call(identity, chosen.name, args)) };
      }
    } catch (wrong) {
      result = { wrong: wrong.message };
    }
    view.draw();
  }

  function listen({ name, elements }, event) {
    if (event.target.checked) {
      listening.set(name, gateway.hear(identity, name, (told) => {
        events.unshift({ number: ++lastNumber, ts: Date.now(), name, values: shown(elements, told) });
        events.splice(EVENTS);
        view.draw();
      }));
    } else {
      listening.get(name)?.();
      listening.delete(name);
    }
  }

  function choose(event) {
    chosen = catalog.functions.find(({ name }) => name === event.target.value);
    result = null;
    view.draw();
  }

  const groups = Object.entries({ Actions: (name) => !/^(get|set)_/.test(name), Set: (name) => name.startsWith('set_'),
    Get: (name) => name.startsWith('get_') });

  const form = () => html`
    <form class="form" @submit=${call}>
      <label>Function <select @change=${choose}>${groups.map(([title, belongs]) => html`<optgroup label=${title}>
        ${catalog.functions.filter(({ name }) => belongs(name)).map(({ name }) => html`
          <option ?selected=${name === chosen.name}>${name}</option>`)}</optgroup>`)}</select></label>
      ${repeat([chosen], ({ name }) => name, ({ request }) => html`<div class="pair">${fields(request)}</div>`)}
      <div><button class="primary">Call</button></div>
      <div role="status">${result?.wrong ? html`<p class="problem">${result.wrong}</p>` : result ? facts(result.values)
        : nothing}</div>
    </form>
    <h3 class="gap">The same in a terminal</h3>
    ${command(`mosquitto_pub -h ${shellWord(location.hostname)} -t ${shellWord(`${gateway.prefix}/request/`
      + `${identity.device_identifier}/${identity.uid}/${chosen.name}`)} -m ${shellWord(example())}`)}`;

  const example = () => (chosen.request.length === 0 ? '{}' : `{${chosen.request.map(({ name }) => `"${name}":…`).join(',')}}`);

  const facts = (list) => html`<dl class="facts">${list.map(({ name, text }) => html`<dt>${name}</dt>
    <dd class="mono">${text}</dd>`)}</dl>`;

  refresh();

  return {
    end() {
      over = true;
      clearTimeout(timer);
      listening.forEach((end) => end());
    },
    template: () => html`
      <section class="card" aria-label="Values"><header><h2>${identity._display_name}</h2><code>${identity.uid}</code></header>
        <p class="quiet small gap-below">At ${placeOf(identity)}; firmware ${identity.firmware_version.join('.')}</p>
        ${read.length === 0 ? html`<p class="quiet">It measures nothing.</p>` : facts(read.flatMap(({ name }) =>
          values.get(name) ?? []))}
        ${catalog.callbacks.length === 0 ? nothing : html`<details class="gap"><summary>What it says by itself</summary>
          <div class="form gap">${catalog.callbacks.map((callback) => html`<label class="check">
            <input type="checkbox" @change=${(event) => listen(callback, event)}> ${callback.name}</label>`)}</div></details>`}
        <div class="log gap" role="log" tabindex="0" aria-label="Callbacks"><ul class="list">${repeat(events,
          ({ number }) => number, (event) => html`<li class="row small"><span class="quiet">${clock(event.ts)}</span>
            ${event.name}
            <span class="mono">${event.values.map(({ name, text }) => `${name} ${text}`).join(', ')}</span></li>`)}</ul></div>
      </section>
      <section class="card" aria-label="Call a function"><header><h2>Call a function</h2></header>${form()}</section>`,
  };
}
