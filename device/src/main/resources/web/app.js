// Begins here: which page the address names, and the frame around it.
//
// A page is a function (root, parameters) that draws into root, and returns what is to be done when it is left.
// The address is the state: #/devices?search=cellar&page=2, #/devices/ID.

import { html, render } from './lib.js';
import { isSignedIn, onSignedOut, signOut, userName } from './session.js';
import { onLive } from './live.js';
import { signInPage } from './pages/sign-in.js';
import { devicesPage } from './pages/devices.js';
import { devicePage } from './pages/device.js';

const app = document.getElementById('app');
let leave = () => {};

function route() {
  leave();
  leave = () => {};
  if (!isSignedIn()) {
    render(html``, app);
    leave = signInPage(app, route) ?? (() => {});
    return;
  }
  const [path, query] = (location.hash.slice(1) || '/devices').split('?');
  const parameters = new URLSearchParams(query);
  render(frame(path), app);
  const root = document.getElementById('page');
  const device = path.match(/^\/devices\/([0-9a-f-]+)$/);
  leave = (device ? devicePage(root, device[1], parameters) : devicesPage(root, parameters)) ?? (() => {});
}

const frame = (path) => html`
  <nav aria-label="Main">
    <a class="brand" href="#/devices">tidings</a>
    <a href="#/devices" aria-current=${path.startsWith('/devices') ? 'page' : 'false'}>Devices</a>
    <div class="foot">
      <p id="live" role="status"></p>
      <p class="quiet">${userName()}</p>
      <button @click=${toggleTheme}>Dark / light</button>
      <button @click=${signOut}>Sign out</button>
    </div>
  </nav>
  <main id="page" tabindex="-1"></main>`;

function toggleTheme() {
  const dark = getComputedStyle(document.documentElement).colorScheme.startsWith('dark');
  theme(dark ? 'light' : 'dark');
  route(); // charts take their colours when they are made
}

function theme(name) {
  document.documentElement.dataset.theme = name;
  localStorage.setItem('theme', name);
}

onLive((state) => {
  const badge = document.getElementById('live');
  if (badge) {
    render(html`<span class="dot ${state}"></span>${state}`, badge);
  }
});
onSignedOut(route);
window.addEventListener('hashchange', route);
theme(localStorage.getItem('theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'));
route();
