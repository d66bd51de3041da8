// Bricks and Bricklets behind a Tinkerforge gateway: what is there, what it measures, what it can be told.

import { html, nothing } from '../lib.js';
import { plural } from '../base/format.js';
import { note } from '../base/route.js';
import { connectToBroker } from '../mqtt/page.js';
import { command, copy } from '../parts/command.js';
import { icon } from '../parts/icons.js';
import { brickPanel, placeOf } from './bricks/brick.js';
import { catalogOf, shown, readings } from './bricks/catalog.js';
import { Gateway } from './bricks/gateway.js';

const PREFIX = 'tinkerforge';
const READ_MS = 2_000;
const MOST_READ = 50; // bricks, at once
const GONE = 'disconnected';

export function bricksPage(view, parameters) {
  const prefix = parameters.get('prefix') ?? PREFIX;
  const bricks = new Map(); // uid -> { identity, catalog, values }
  let chosen = parameters.get('uid');
  let panel = null;
  let state = 'connecting';

  const client = connectToBroker((packet) => gateway.received(packet), (now) => {
    state = now;
    if (now === 'live') {
      view.attempt(() => gateway.begin());
    }
    view.draw();
  });
  const gateway = new Gateway(client, prefix, enumerated);

  async function enumerated(identity) {
    if (identity.enumeration_type === GONE) {
      bricks.delete(identity.uid);
    } else if (!bricks.has(identity.uid)) {
      bricks.set(identity.uid, { identity, catalog: null, values: [] });
      await view.attempt(async () => { bricks.get(identity.uid).catalog = await catalogOf(identity.device_identifier); });
      if (identity.uid === chosen) {
        choose(chosen);
      }
    }
    view.draw();
  }

  /** What each measures, asked for: nothing is set on the bricks, which others may use as well. */
  async function read() {
    const asked = [...bricks.values()].filter(({ catalog }) => catalog).slice(0, MOST_READ);
    await Promise.all(asked.map(async (brick) => {
      const reading = readings(brick.catalog)[0];
      if (reading) {
        const answer = await gateway.call(brick.identity, reading.name, {}).catch(() => null);
        brick.values = answer ? shown(reading.response, answer) : [];
      }
    }));
    view.draw();
  }

  function choose(uid) {
    chosen = uid;
    note('/bricks', { uid: uid ?? '', prefix: prefix === PREFIX ? '' : prefix });
    panel?.end();
    const brick = bricks.get(uid);
    panel = brick?.catalog ? brickPanel(view, gateway, brick) : null;
    view.draw();
  }

  /** Bricks in the order of their stacks: whom others are plugged into comes before them. */
  function ordered() {
    const of = (parent) => [...bricks.values()]
      .filter(({ identity }) => (bricks.has(identity.connected_uid) ? identity.connected_uid : null) === parent)
      .sort((a, b) => a.identity.position.localeCompare(b.identity.position));
    const walk = (parent, depth) => of(parent).flatMap((brick) => [{ ...brick, depth }, ...walk(brick.identity.uid, depth + 1)]);
    return walk(null, 0);
  }

  const row = ({ identity, values, depth }) => html`
    <tr aria-current=${identity.uid === chosen ? 'true' : nothing}>
      <td class="depth-${Math.min(depth, 3)}"><button class="link" @click=${() => choose(identity.uid)}>
        ${identity._display_name}</button></td>
      <td class="tight"><code>${identity.uid}</code>
        <button class="plain" aria-label="Copy UID ${identity.uid}" @click=${() => copy(identity.uid)}>${icon('copy')}
        </button></td>
      ${panel ? nothing : html`<td class="wide-only">${placeOf(identity)}</td>
        <td class="wide-only">${identity.firmware_version.join('.')}</td>`}
      <td class="mono tight live-value">${values.map(({ text }) => text).join(', ')}</td>
    </tr>`;

  const table = () => html`
    <section class="card" aria-label="Bricks"><header><h2>${plural(bricks.size, 'device')}</h2></header>
      <div class="scroll"><table>
        <thead><tr><th scope="col">Device</th><th scope="col">UID</th>${panel ? nothing : html`
          <th scope="col" class="wide-only">Connected to</th><th scope="col" class="wide-only">Firmware</th>`}<th scope="col">Value</th></tr></thead>
        <tbody>${ordered().map(row)}</tbody></table></div></section>`;

  const empty = () => html`
    <section class="card" aria-label="No bricks"><div class="empty">
      <h2>No bricks answer on ${prefix}/</h2>
      <p>Connect a Brick Daemon with this broker, as a user that the broker knows:</p>
      ${command(`tidings tinkerforge --ipcon-host localhost --broker-host ${location.hostname}`)}
      <p>No brick on the desk? A simulated stack speaks the same protocol:</p>
      ${command('tidings tinkerforge simulate')}
      <p role="status" class="quiet"><span class="dot warn pulse"></span>Listening</p></div></section>`;

  view.show(() => html`
    <div class="head"><h1>Bricks</h1>
      <span class="tag ${state === 'live' ? 'good' : 'bad'}"><span class="dot ${state}"></span>${state}</span>
      ${gateway.lost ? html`<span class="problem small" role="alert">The gateway has lost its Brick Daemon.</span>` : nothing}
      <div class="row push"><button @click=${() => view.attempt(() => gateway.enumerate())}>${icon('rotate')} Look again
        </button></div></div>
    ${bricks.size === 0 ? empty() : html`<div class="grid">
      <div class="${panel ? 'half' : ''}">${table()}</div>
      ${panel ? html`<div class="half stack">${panel.template()}</div>` : nothing}</div>`}`);
  view.every(READ_MS, read);
  view.every(READ_MS, () => (bricks.size === 0 && state === 'live' ? gateway.enumerate() : null));
  view.onEnd(() => { panel?.end(); gateway.end(); client.close(); });
}
