// One device: what it says, as it says it.

import { html, nothing, render, repeat } from '../lib.js';
import { rest } from '../session.js';
import { hearTelemetry } from '../live.js';
import { Chart } from '../chart.js';
import { ago, clock, shellWord, value } from '../format.js';

const RANGES = [['last 5 min', 5 * 60_000], ['last hour', 3_600_000], ['last day', 86_400_000],
  ['last week', 7 * 86_400_000]];
const LIVE_RANGE_MS = RANGES[0][1];
const BUCKETS = 600; // about one for two pixels
const POINTS = 5_000;
const REFRESH_MS = 1_000;

export function devicePage(root, id) {
  const state = { device: null, token: null, latest: new Map(), rangeMs: LIVE_RANGE_MS, copied: false, problem: null };
  const charts = new Map(); // key -> { chart, points }
  let closed = false;
  let stopHearing = () => {};

  const draw = () => closed || render(template(), root);

  async function open() {
    try {
      state.device = await rest('GET', `/api/device/${id}`);
      const credentials = await rest('GET', `/api/device/${id}/credentials`);
      state.token = credentials.credentialsType === 'ACCESS_TOKEN' ? credentials.credentialsId : null;
      const latest = await rest('GET', `${telemetry()}?useStrictDataTypes=true`);
      Object.entries(latest).forEach(([key, points]) => state.latest.set(key, points[0]));
      draw();
      await loadHistory();
      if (!closed) {
        stopHearing = hearTelemetry(id, received);
      }
    } catch (refused) {
      state.problem = refused.message;
      draw();
    }
  }

  const telemetry = () => `/api/plugins/telemetry/DEVICE/${id}/values/timeseries`;

  const numericKeys = () => [...state.latest].filter(([, point]) => typeof point.value === 'number').map(([key]) => key)
    .sort();

  async function loadHistory() {
    const keys = numericKeys();
    if (keys.length === 0) {
      return;
    }
    const endTs = Date.now() + 1;
    const query = new URLSearchParams({ startTs: endTs - state.rangeMs, endTs, orderBy: 'ASC', limit: POINTS,
      useStrictDataTypes: true });
    keys.forEach((key) => query.append('key', key));
    if (state.rangeMs > LIVE_RANGE_MS) {
      query.set('agg', 'AVG');
      query.set('interval', Math.ceil(state.rangeMs / BUCKETS));
    }
    const history = await rest('GET', `${telemetry()}?${query}`);
    keys.forEach((key) => chart(key).points = (history[key] ?? []).map((point) => [point.ts, point.value]));
    show();
  }

  /** The chart of a key, made when it is first needed. */
  function chart(key) {
    if (!charts.has(key)) {
      draw();
      charts.set(key, { chart: new Chart(root.querySelector(`[data-key="${CSS.escape(key)}"]`), key), points: [] });
    }
    return charts.get(key);
  }

  function received(values) {
    if (closed) {
      return;
    }
    for (const [key, points] of values) {
      for (const [ts, text] of points.toReversed()) {
        take(key, ts, typed(text, state.latest.get(key)?.value));
      }
    }
    draw();
    show();
  }

  function take(key, ts, current) {
    const known = state.latest.get(key);
    if (known && known.ts >= ts) {
      return;
    }
    state.latest.set(key, { ts, value: current });
    if (typeof current === 'number') {
      chart(key).points.push([ts, current]);
    }
  }

  function show() {
    const now = Date.now();
    for (const held of charts.values()) {
      held.points = held.points.filter((point) => point[0] >= now - state.rangeMs);
      held.chart.show(held.points, now - state.rangeMs, now);
    }
  }

  async function choose(event) {
    state.rangeMs = Number(event.target.value);
    await loadHistory().catch((refused) => { state.problem = refused.message; });
    draw();
  }

  async function copy() {
    await navigator.clipboard.writeText(command());
    state.copied = true;
    draw();
  }

  const command = () => `mosquitto_pub -h ${location.hostname} \\
  -u ${shellWord(state.token ?? 'TOKEN')} \\
  -t v1/devices/me/telemetry \\
  -m '{"temperature":21.5}'`;

  const template = () => html`
    <header><h1><a href="#/devices">Devices</a> / ${state.device?.name ?? '...'}</h1>
      ${state.device ? html`<span class="tag">${state.device.type}</span>` : nothing}</header>
    <p role="alert" class="problem">${state.problem ?? nothing}</p>
    <div class="columns">
      <section class="card wide" aria-label="Telemetry">
        <header><h2>Telemetry</h2>
          <select aria-label="Range" @change=${choose}>
            ${RANGES.map(([name, ms]) => html`<option value=${ms} ?selected=${ms === state.rangeMs}>${name}</option>`)}
          </select>
        </header>
        ${state.latest.size === 0 ? waiting() : repeat(numericKeys(), (key) => key, (key) => html`
          <figure>
            <figcaption><b>${key}</b><span class="mono">${value(state.latest.get(key).value)}</span></figcaption>
            <div class="chart" data-key=${key} role="img"
              aria-label="${key} over time, now ${value(state.latest.get(key).value)}"></div>
          </figure>`)}
      </section>
      <div class="narrow">
        <section class="card" aria-label="Latest values">
          <h2>Latest values</h2>
          <table><tbody>${[...state.latest].sort(([a], [b]) => a.localeCompare(b)).map(latestRow)}</tbody></table>
        </section>
        <section class="card" aria-label="Connect">
          <h2>Connect this device</h2>
          <pre>${command()}</pre>
          <button @click=${copy}>${state.copied ? 'Copied' : 'Copy command'}</button>
        </section>
      </div>
    </div>`;

  const waiting = () => html`<p class="quiet">Nothing yet. Send a value with the command on this page; it shows up here
    as soon as it is stored.</p>`;

  const latestRow = ([key, point]) => html`
    <tr><td>${key}</td><td class="mono end" title=${ago(point.ts)}>${value(point.value)}</td>
      <td class="quiet end">${clock(point.ts)}</td></tr>`;

  draw();
  open();
  const refresh = setInterval(() => document.hidden || show(), REFRESH_MS);
  return () => {
    closed = true;
    clearInterval(refresh);
    stopHearing();
    charts.forEach(({ chart }) => chart.close());
  };
}

/** A value that comes as a text, as the type that its key has, or else seems to have. */
function typed(text, before) {
  if (typeof text !== 'string' || typeof before === 'string') {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
