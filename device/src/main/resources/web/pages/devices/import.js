// Many devices at once, from a CSV file: progress is seen, and one bad line spoils nothing else.

import { html, nothing, render } from '../../lib.js';
import { count, plural } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { words } from '../../base/toast.js';
import { command } from '../../parts/command.js';
import { leave } from '../../parts/dialog.js';
import { asCsv, parseCsv } from './csv.js';

const PORTION = 100; // lines: of one call the server tells of no more that are wrong
const SHOWN_PROBLEMS = 100;
const COLUMNS = { name: 'name', type: 'type', profile: 'type', label: 'label', token: 'token', accesstoken: 'token',
  'access token': 'token', gateway: 'gateway', description: 'description' };
const TYPES = { name: 'NAME', type: 'TYPE', label: 'LABEL', token: 'ACCESS_TOKEN', gateway: 'IS_GATEWAY',
  description: 'DESCRIPTION' };
const EXAMPLE = 'name,type,label,token\ncellar-1,weather-station,North wall,\ncellar-2,weather-station,,my-own-token';

/** @param finished called when devices were made */
export function importDevices(finished) {
  const dialog = document.createElement('dialog');
  dialog.className = 'big';
  dialog.setAttribute('aria-labelledby', 'import-title');
  document.body.append(dialog);
  let devices = null;
  let fileName = '';
  let wrong = null;
  let next = 0; // the first that was not tried yet
  let made = 0;
  let running = false;
  let problems = []; // { line, name, text }

  const draw = () => render(template(), dialog);

  async function choose(event) {
    const file = event.target.files[0];
    wrong = null;
    devices = null;
    next = 0;
    made = 0;
    problems = [];
    try {
      devices = read(await file.text());
      fileName = file.name;
    } catch (unreadable) {
      wrong = unreadable.message;
    }
    draw();
  }

  async function run() {
    running = true;
    wrong = null;
    draw();
    try {
      while (running && next < devices.length) {
        await bring(devices.slice(next, next + PORTION));
        next = Math.min(next + PORTION, devices.length);
        draw();
      }
    } catch (refused) {
      wrong = words(refused);
    }
    running = false;
    draw();
    finished();
  }

  async function bring(portion) {
    const columns = Object.keys(TYPES).filter((column) => portion.some((device) => column in device));
    const answer = await rest('POST', '/api/device/bulk_import', {
      file: asCsv(portion.map((device) => columns.map((column) => device[column] ?? ''))),
      mapping: { columns: columns.map((column) => ({ type: TYPES[column] })), delimiter: ',', header: false,
        update: false } });
    made += answer.created;
    for (const text of answer.errorsList) {
      const [, row, why] = text.match(/^Row (\d+): (.*)$/s);
      const { line, name } = portion[row - 1];
      problems.push({ line, name, text: why });
    }
  }

  const outcome = () => (next === 0 && !running ? nothing : html`
    <progress max=${devices.length} value=${next} aria-label="Import"></progress>
    <p role="status">${running ? `${count(next)} of ${plural(devices.length, 'device')}`
      : `${next < devices.length ? `Stopped after ${count(next)} of ${count(devices.length)}: ` : ''}${plural(made, 'device')} created, ${count(problems.length)} refused`}</p>
    ${problems.length === 0 ? nothing : html`<div class="log" tabindex="0" role="region" aria-label="Refused lines"><table>
      <thead><tr><th scope="col">Line</th><th scope="col">Name</th><th scope="col">Why</th></tr></thead>
      <tbody>${problems.slice(0, SHOWN_PROBLEMS).map(({ line, name, text }) => html`
        <tr><td class="tight">${line}</td><td>${name}</td><td class="problem">${text}</td></tr>`)}</tbody></table></div>`}`);

  const template = () => html`
    <div class="form">
      <h2 id="import-title">Import devices</h2>
      <p>The first line of the file names its columns: <code>name</code>, and as you like <code>type</code>,
        <code>label</code>, <code>token</code>, <code>gateway</code>, <code>description</code>.</p>
      ${command(EXAMPLE, 'Copy example')}
      <label>CSV file <input type="file" accept=".csv,text/csv,text/plain" ?disabled=${running} @change=${choose}></label>
      <p role="alert" class="problem">${wrong ?? nothing}</p>
      ${devices && next === 0 && !running ? html`<p>${plural(devices.length, 'device')} in ${fileName}.</p>` : nothing}
      ${devices ? outcome() : nothing}
      <div class="row end">
        ${running ? html`<button @click=${() => { running = false; draw(); }}>Stop</button>`
          : html`<button @click=${() => dialog.close()}>Close</button>`}
        <button class="primary" ?disabled=${!devices || running || next >= devices.length} @click=${run}>
          ${next > 0 ? 'Continue' : 'Import'}</button>
      </div>
    </div>`;

  dialog.addEventListener('close', () => { running = false; leave(dialog); });
  draw();
  dialog.showModal();
}

/** @throws Error where the file says nothing of devices */
function read(text) {
  const { header, rows } = parseCsv(text);
  const columns = header.map((name) => COLUMNS[name.toLowerCase()] ?? null);
  if (!columns.includes('name')) {
    throw new Error('The first line names no column "name": the file begins with a line such as name,type,label.');
  }
  return rows.map((fields, index) => {
    const device = { line: index + 2, type: 'default' };
    columns.forEach((column, at) => {
      if (column && fields[at]?.trim()) {
        device[column] = fields[at].trim();
      }
    });
    return device;
  });
}
