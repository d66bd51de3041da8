// Begins here: which page the address names, and the frame around it.
//
// A page is a function (view, parameters, what the path says besides) that shows itself in the view and ends with it.

import { html, render } from './lib.js';
import { current } from './base/route.js';
import { isSignedIn, onSignedOut } from './base/session.js';
import { apply } from './base/theme.js';
import { View } from './base/view.js';
import './base/sign-in-again.js';
import { drawShell } from './shell.js';
import { pages } from './pages.js';
import { activatePage } from './pages/activate.js';
import { notForYouPage } from './pages/not-for-you.js';
import { signInPage } from './pages/sign-in.js';
import { openPalette } from './parts/palette.js';

const app = document.getElementById('app');
let view = null;
let signedIn = null; // what the frame was drawn for

function route() {
  view?.end();
  document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
  const { path, parameters } = current();
  if (path === '/activate' || !isSignedIn()) {
    outside(path === '/activate' ? activatePage : signInPage, parameters);
    return;
  }
  const page = pages.find((known) => known.path.test(path)) ?? pages[0];
  const main = frame(page);
  view = new View(main);
  document.title = `${page.title} · Tidings`;
  if (page.for?.() ?? true) {
    page.open(view, parameters, ...path.match(page.path)?.slice(1) ?? []);
  } else {
    notForYouPage(view, page.title);
  }
}

function frame(page) {
  const before = document.getElementById('page');
  if (signedIn !== true) {
    render(html``, app);
    signedIn = true;
  }
  drawShell(app, page);
  const main = document.getElementById('page');
  main.replaceChildren(); // each page draws into an element of its own
  const root = document.createElement('div');
  root.className = 'page';
  main.append(root);
  if (before) {
    main.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
  return root;
}

function outside(page, parameters) {
  signedIn = false;
  const root = document.createElement('main');
  root.className = 'outside';
  render(html`${root}`, app);
  view = new View(root);
  document.title = 'Tidings';
  page(view, parameters, route);
}

/** A menu closes when somebody goes on with something else. */
function closeMenus(event) {
  document.querySelectorAll('details.menu[open]').forEach((menu) => {
    if (event.key === 'Escape' || (event.type === 'click' && !menu.contains(event.target))) {
      menu.open = false;
    }
  });
}

window.addEventListener('hashchange', route);
window.addEventListener('click', closeMenus);
window.addEventListener('keydown', closeMenus);
window.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === 'k' && isSignedIn()) {
    event.preventDefault();
    openPalette();
  } else if (event.key === '/' && !event.target.closest('input, textarea, select, [contenteditable], dialog')) {
    const search = document.querySelector('#page input[type="search"]');
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
});
onSignedOut(route);
apply();
route();
