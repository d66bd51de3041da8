// Many devices at once, from a CSV file: progress is seen, and one bad line spoils nothing else.

import { html, nothing, render } from '../../lib.js';
import { count, plural } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { command } from '../../parts/command.js';
import { parseCsv } from './csv.js';

const AT_ONCE = 6;
const SHOWN_PROBLEMS = 100;
const COLUMNS = { name: 'name', type: 'type', profile: 'type', label: 'label', token: 'token', accesstoken: 'token',
  'access token': 'token', gateway: 'gateway', description: 'description' };
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
  let made = 0;
  let running = false;
  let problems = []; // { line, name, text }

  const draw = () => render(template(), dialog);

  async function choose(event) {
    const file = event.target.files[0];
    wrong = null;
    devices = null;
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
    made = 0;
    problems = [];
    const left = [...devices];
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      while (running && left.length > 0) {
        await make(left.shift());
        draw();
      }
    }));
    running = false;
    draw();
    finished();
  }

  async function make(device) {
    const { line, token, gateway, description, ...plain } = device;
    const query = token ? `?${new URLSearchParams({ accessToken: token })}` : '';
    const info = { ...gateway && { gateway: gateway === 'true' }, ...description && { description } };
    try {
      await rest('POST', `/api/device${query}`, { ...plain, additionalInfo: Object.keys(info).length > 0 ? info : null });
      made++;
    } catch (refused) {
      problems.push({ line, name: device.name, text: refused.message });
    }
  }

  const tried = () => made + problems.length;

  const outcome = () => (tried() === 0 && !running ? nothing : html`
    <progress max=${devices.length} value=${tried()} aria-label="Import"></progress>
    <p role="status">${running ? `${count(tried())} of ${plural(devices.length, 'device')}`
      : `${plural(made, 'device')} made, ${count(problems.length)} refused`}</p>
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
      ${devices && tried() === 0 && !running ? html`<p>${plural(devices.length, 'device')} in ${fileName}.</p>` : nothing}
      ${devices ? outcome() : nothing}
      <div class="row end">
        ${running ? html`<button @click=${() => { running = false; draw(); }}>Stop</button>`
          : html`<button @click=${() => dialog.close()}>Close</button>`}
        <button class="primary" ?disabled=${!devices || running || tried() > 0} @click=${run}>Import</button>
      </div>
    </div>`;

  dialog.addEventListener('close', () => { running = false; dialog.remove(); });
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
