// What a device has measured: as it comes, or as it was. Range, keys and aggregation stand in the address.

import { html, nothing, repeat } from '../../lib.js';
import { dateTime, isTime, isoTime, value } from '../../base/format.js';
import { note } from '../../base/route.js';
import { fetchRaw, rest } from '../../base/session.js';
import { unitOf } from '../../base/units.js';
import { Chart, COLOURS, withGaps } from '../../parts/chart.js';
import { tabs } from '../../parts/tabs.js';

const MINUTE = 60_000;
const RANGES = [[5 * MINUTE, '5 min'], [60 * MINUTE, '1 h'], [24 * 60 * MINUTE, '1 d'], [7 * 24 * 60 * MINUTE, '1 w'],
  [30 * 24 * 60 * MINUTE, '30 d']];
const AGGREGATIONS = [['', 'Automatic'], ['NONE', 'None'], ['AVG', 'Average'], ['MIN', 'Lowest'], ['MAX', 'Highest'],
  ['SUM', 'Sum'], ['COUNT', 'Count']];
const RAW_UP_TO_MS = 10 * MINUTE;
const MOST_POINTS = 100_000;
const MOST_KEYS = 12;
const REFRESH_MS = 1_000;
const OFTEN_UP_TO = 5_000; // points: more are drawn less often
const TABLE_ROWS = 200;

export function telemetryPanel(view, shared, parameters) {
  const chosen = { range: Number(parameters.get('range')) || RANGES[0][0], from: Number(parameters.get('from')) || 0,
    to: Number(parameters.get('to')) || 0, agg: parameters.get('agg') ?? '',
    keys: parameters.get('keys')?.split(',') ?? null };
  const lines = new Map(); // key -> { times, values }
  const charts = new Map(); // names of its keys -> Chart
  let interval = 0; // of aggregated values
  let busy = false;
  let asTable = false;
  let lastShown = 0;

  const isLive = () => chosen.to === 0;

  const span = () => (isLive() ? [Date.now() - chosen.range, Date.now()] : [chosen.from, chosen.to]);

  const numericKeys = () => [...shared.latest].filter(([key, { value: latest }]) => typeof latest === 'number' && !isTime(key, latest))
    .map(([key]) => key).sort();

  const shownKeys = () => (chosen.keys ? numericKeys().filter((key) => chosen.keys.includes(key))
    : numericKeys().slice(0, MOST_KEYS));

  /** Keys that share a chart: those of one unit; whose unit is not known, alone. */
  function groups() {
    const byUnit = new Map();
    for (const key of shownKeys()) {
      const unit = unitOf(key, shared.units);
      const known = byUnit.get(unit || key);
      if (known && known.keys.length < COLOURS) {
        known.keys.push(key);
      } else {
        byUnit.set(known ? key : unit || key, { unit, keys: [key] });
      }
    }
    return [...byUnit.values()].map((group) => ({ ...group, name: group.keys.join('\n') }));
  }

  async function load() {
    const keys = shownKeys();
    if (keys.length === 0) {
      return;
    }
    busy = true;
    view.draw();
    await view.attempt(async () => {
      const [from, to] = span();
      const query = question(from, to);
      keys.forEach((key) => query.append('key', key));
      const history = await rest('GET', `${telemetry()}?${query}`);
      for (const key of keys) {
        const points = history[key] ?? [];
        lines.set(key, { times: points.map(({ ts }) => ts), values: points.map((point) => point.value) });
      }
      if (isLive()) {
        catchUp(keys);
      }
      show();
    });
    busy = false;
    view.draw();
  }

  function question(from, to) {
    const aggregation = chosen.agg || (to - from > RAW_UP_TO_MS ? 'AVG' : 'NONE');
    interval = aggregation === 'NONE' ? 0 : Math.max(1000, Math.ceil((to - from) / buckets()));
    const query = new URLSearchParams({ startTs: Math.floor(from), endTs: Math.ceil(to) + 1, orderBy: 'ASC',
      limit: MOST_POINTS, useStrictDataTypes: true, agg: aggregation });
    if (interval) {
      query.set('interval', interval);
    }
    return query;
  }

  const buckets = () => Math.max(200, Math.round((view.root.clientWidth || 800) / 2));

  const telemetry = () => `/api/plugins/telemetry/DEVICE/${shared.id}/values/timeseries`;

  /** What came while history was on its way. */
  function catchUp(keys) {
    for (const key of keys) {
      const { ts, value: latest } = shared.latest.get(key);
      take(key, ts, latest);
    }
  }

  function take(key, ts, latest) {
    if (typeof latest !== 'number' || !isLive()) {
      return;
    }
    if (!lines.has(key)) {
      lines.set(key, { times: [], values: [] });
    }
    const { times, values } = lines.get(key);
    if (times.length === 0 || times.at(-1) < ts) {
      times.push(ts);
      values.push(latest);
    }
  }

  function show() {
    if (asTable) {
      view.draw();
      return;
    }
    view.drawNow(); // makes the places of new charts
    const [from, to] = span();
    const wanted = groups();
    closeCharts((name) => !wanted.some((group) => group.name === name));
    for (const { name, keys, unit } of wanted) {
      const element = view.root.querySelector(`[data-chart="${CSS.escape(name)}"]`);
      if (element && !charts.has(name)) {
        charts.set(name, new Chart(element, keys, { unit, zoom }));
      }
      charts.get(name)?.show(keys.map((key) => withGaps(trimmed(key, from), interval)), from, to);
    }
    lastShown = Date.now();
  }

  function trimmed(key, from) {
    const line = lines.get(key) ?? { times: [], values: [] };
    const first = line.times.findIndex((ms) => ms >= from);
    if (first > 0) {
      line.times.splice(0, first);
      line.values.splice(0, first);
    }
    return line;
  }

  function closeCharts(which = () => true) {
    for (const [name, chart] of charts) {
      if (which(name)) {
        chart.close();
        charts.delete(name);
      }
    }
  }

  function change(what) {
    Object.assign(chosen, what);
    const { range, from, to, agg, keys } = chosen;
    note(`/devices/${shared.id}`, { range: isLive() && range !== RANGES[0][0] ? range : '', from: from || '',
      to: to || '', agg, keys: keys?.join(',') });
    closeCharts();
    lines.clear();
    return load();
  }

  const zoom = (from, to) => change({ from: Math.round(from), to: Math.round(to) });

  function chooseKey(event) {
    const keys = new Set(shownKeys());
    keys[event.target.checked ? 'add' : 'delete'](event.target.value);
    change({ keys: [...keys] });
  }

  function chooseTime(event) {
    const [from, to] = span();
    const time = new Date(event.target.value).getTime();
    if (Number.isFinite(time)) {
      change({ from, to, [event.target.name]: time });
    }
  }

  async function download() {
    await view.attempt(async () => {
      const [from, to] = span();
      const query = new URLSearchParams({ startTs: Math.floor(from), endTs: Math.ceil(to) + 1, format: 'csv' });
      shownKeys().forEach((key) => query.append('key', key));
      const answer = await fetchRaw(`/api/plugins/telemetry/DEVICE/${shared.id}/values/timeseries/export?${query}`);
      save(await answer.blob(), `${shared.device.name}.csv`);
    });
  }

  const bar = () => html`
    <header><h2>Telemetry${isLive() ? ', live' : ''}</h2>
      ${busy ? html`<span class="quiet small" role="status">Loading</span>` : nothing}
      ${tabs('Range', RANGES, isLive() ? chosen.range : 0, (range) => change({ range, from: 0, to: 0 }))}
      <details class="menu"><summary class="button">Time, keys, CSV</summary><div class="card form">
        <div class="pair">
          <label>From <input type="datetime-local" name="from" step="1" .value=${localTime(span()[0])}
            @change=${chooseTime}></label>
          <label>To <input type="datetime-local" name="to" step="1" .value=${localTime(span()[1])}
            @change=${chooseTime}></label>
        </div>
        <label>Aggregation <select @change=${(event) => change({ agg: event.target.value })}>
          ${AGGREGATIONS.map(([key, name]) => html`
            <option value=${key} ?selected=${key === chosen.agg}>${name}</option>`)}</select></label>
        <fieldset><legend>Keys</legend>${numericKeys().map((key) => html`
          <label class="check"><input type="checkbox" value=${key} .checked=${shownKeys().includes(key)}
            @change=${chooseKey}> ${key}</label>`)}</fieldset>
        <div class="row">
          <button @click=${() => { asTable = !asTable; closeCharts(); show(); }}>
            ${asTable ? 'Show charts' : 'Show table'}</button>
          <button @click=${download}>Download CSV</button>
        </div>
      </div></details>
    </header>
    ${isLive() ? nothing : html`<p class="row small gap-below">
      <span class="quiet">${dateTime(chosen.from)} to ${dateTime(chosen.to)}</span>
      <button class="link" @click=${() => change({ from: 0, to: 0 })}>Back to live</button></p>`}`;

  const figure = ({ name, keys, unit }) => html`
    <figure>
      <figcaption>${keys.map((key, index) => html`
        <span><b><i class="swatch series-${index + 1}"></i>${key}</b>
          <span class="mono live-value">${value(shared.latest.get(key).value, unit)}</span></span>`)}</figcaption>
      <div class="chart" data-chart=${name} role="img" aria-label=${summary(keys, unit)}></div>
    </figure>`;

  const summary = (keys, unit) => keys.map((key) => {
    const { values } = lines.get(key) ?? { values: [] };
    const low = values.reduce((a, b) => Math.min(a, b), Infinity);
    const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
    return values.length === 0 ? `${key}: no values in this time`
      : `${key}: ${values.length} values from ${value(low, unit)} to ${value(high, unit)}`;
  }).join('; ');

  const table = () => html`
    <div class="scroll log" tabindex="0" role="region" aria-label="Values"><table>
      <thead><tr><th scope="col">Time</th><th scope="col">Key</th><th scope="col" class="end">Value</th></tr></thead>
      <tbody>${rows().map(([ts, key, stored]) => html`
        <tr><td title=${isoTime(ts)}>${dateTime(ts)}</td><td>${key}</td>
          <td class="mono end">${value(stored, unitOf(key, shared.units))}</td></tr>`)}</tbody>
    </table></div>`;

  const rows = () => shownKeys().flatMap((key) => {
    const { times, values } = lines.get(key) ?? { times: [], values: [] };
    return times.slice(-TABLE_ROWS).map((ts, index) => [ts, key, values.slice(-TABLE_ROWS)[index]]);
  }).sort((a, b) => b[0] - a[0]).slice(0, TABLE_ROWS);

  shared.listeners.push((key, ts, latest) => {
    const isNew = !lines.has(key);
    take(key, ts, latest);
    if (isNew && lines.has(key)) {
      show();
    }
  });
  view.every(REFRESH_MS, () => {
    const points = [...lines.values()].reduce((sum, { times }) => sum + times.length, 0);
    if (isLive() && Date.now() - lastShown >= REFRESH_MS * Math.ceil(points / OFTEN_UP_TO)) {
      show();
    }
  });
  view.onEnd(() => closeCharts());
  load();

  return () => html`${bar()}
    ${shared.latest.size === 0 ? html`<p class="quiet">Nothing yet. Send a value with a command from
        <em>Connect</em>; it shows up here as soon as it is stored.</p>`
      : asTable ? table() : html`<div class="charts">${repeat(groups(), ({ name }) => name, figure)}</div>`}`;
}

/** As a field for date and time wants it. */
function localTime(ms) {
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * MINUTE).toISOString().slice(0, 19);
}

function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
