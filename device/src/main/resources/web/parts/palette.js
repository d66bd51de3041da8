// Ctrl-K: type a few letters, go there. Pages at once, devices as the server finds them.

import { html, render, repeat } from '../lib.js';
import { go } from '../base/route.js';
import { isAdministrator, rest } from '../base/session.js';
import { destinations } from '../pages.js';
import { leave } from './dialog.js';
import { icon } from './icons.js';

const TYPING_MS = 150;
const MOST_DEVICES = 8;

export function openPalette() {
  if (document.querySelector('dialog[open]')) {
    return;
  }
  const dialog = document.createElement('dialog');
  dialog.className = 'palette';
  document.body.append(dialog);
  let text = '';
  let devices = [];
  let chosen = 0;
  let typing = 0;

  const draw = () => render(template(), dialog);

  const found = () => [...destinations()
    .filter((page) => page.title.toLowerCase().includes(text.toLowerCase()))
    .map((page) => ({ name: page.title, icon: page.icon, path: page.at })), ...devices, ...topics()];

  /** What looks like a topic, or a filter of topics. */
  const topics = () => (isAdministrator() && /[/#+]/.test(text) ? [{ name: text, detail: 'in the MQTT console',
    icon: 'console', path: '/console', parameters: { filter: text } }] : []);

  function input(event) {
    text = event.target.value;
    chosen = 0;
    clearTimeout(typing);
    typing = setTimeout(search, TYPING_MS);
    draw();
  }

  async function search() {
    const asked = text;
    const query = new URLSearchParams({ pageSize: MOST_DEVICES, page: 0, textSearch: asked, sortProperty: 'name' });
    const page = asked ? await rest('GET', `/api/tenant/devices?${query}`).catch(() => ({ data: [] })) : { data: [] };
    if (asked === text) {
      devices = page.data.map((device) => ({ name: device.name, detail: device.type, icon: 'devices',
        path: `/devices/${device.id.id}` }));
      draw();
    }
  }

  function key(event) {
    const last = found().length - 1;
    if (event.key === 'ArrowDown') chosen = Math.min(last, chosen + 1);
    else if (event.key === 'ArrowUp') chosen = Math.max(0, chosen - 1);
    else if (event.key === 'Enter' && found()[chosen]) visit(found()[chosen]);
    else if (event.key === 'Escape') dialog.close(); // the field would be emptied first
    else return;
    event.preventDefault();
    draw();
  }

  function visit(place) {
    dialog.close();
    go(place.path, place.parameters);
  }

  const template = () => html`
    <input type="search" aria-label="Go to a page, a device or a topic" placeholder="Go to a page, a device or a topic" role="combobox"
      aria-expanded="true" aria-controls="places" aria-activedescendant="place-${chosen}" autofocus
      @input=${input} @keydown=${key}>
    <ul id="places" role="listbox" aria-label="Places">${repeat(found(), (place) => place.path, (place, index) => html`
      <li id="place-${index}" role="option" aria-selected=${index === chosen} @click=${() => visit(place)}>
        ${icon(place.icon)} ${place.name} <span class="quiet">${place.detail}</span></li>`)}</ul>`;

  dialog.addEventListener('close', () => leave(dialog));
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  draw();
  dialog.showModal();
}
