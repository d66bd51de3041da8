// The frame around each page: where one can go, who is signed in, whether values come.

import { html, nothing, render } from './lib.js';
import { countOf, onCounts, refreshCounts } from './base/counts.js';
import { short, timeZone } from './base/format.js';
import { onLive } from './base/live.js';
import { onReached, signOut, userName } from './base/session.js';
import { isDark, onTheme, toggleTheme } from './base/theme.js';
import { destinations } from './pages.js';
import { icon } from './parts/icons.js';
import { openPalette } from './parts/palette.js';

const STATES = { idle: ['live', 'Connected'], live: ['live', 'Live'], connecting: ['connecting', 'Connecting'],
  reconnecting: ['reconnecting', 'Connection lost, trying again'], away: ['bad', 'The server does not answer'] };
let state = 'idle'; // of the connection that values come by
let isThere = true;
let open = false;
let draw = () => {};

export function drawShell(app, page) {
  if (!document.getElementById('navigation') && page.at !== '/overview') { // which tells it
    refreshCounts();
  }
  open = false;
  draw = () => render(shell(page), app);
  draw();
}

const shell = (page) => html`
  <a class="skip" href="#page" @click=${skip}>Skip to content</a>
  <header class="bar">
    <a class="brand" href="#/overview"><img src="icon.svg" alt="" width="24" height="24"> tidings</a>
    <button class="plain" aria-label="Menu" aria-expanded=${open} aria-controls="navigation"
      @click=${() => { open = !open; draw(); }}>${icon(open ? 'close' : 'menu')}</button>
  </header>
  <nav id="navigation" class=${open ? 'open' : ''} aria-label="Main">
    <a class="brand" href="#/overview"><img src="icon.svg" alt="" width="24" height="24"> tidings</a>
    <button class="palette-button" @click=${openPalette}>${icon('search')} Go to <kbd>Ctrl K</kbd></button>
    ${destinations().map((item) => destination(item, page))}
    <div class="foot">
      <p id="live" role="status">${liveness()}</p>
      <p class="quiet" title="All times are in this time zone">${timeZone}</p>
      <p class="quiet user">${userName()}</p>
      <div class="row">
        <button @click=${toggleTheme}>${icon(isDark() ? 'light' : 'dark')} ${isDark() ? 'Light' : 'Dark'}</button>
        <button @click=${signOut}>${icon('leave')} Sign out</button>
      </div>
    </div>
  </nav>
  <main id="page" tabindex="-1"></main>`;

/** The number beside a page is a part of its description, not of its name. */
function destination({ at, icon: picture, title }, page) {
  const counted = countOf(at);
  return html`<a href="#${at}" title=${counted?.words ?? nothing}
    aria-current=${at === (page.at ?? page.within) ? 'page' : nothing}>${icon(picture)} ${title}
    ${counted ? html`<span class="count ${counted.colour ?? ''}" aria-hidden="true">${short(counted.n)}</span>` : nothing}</a>`;
}

function liveness() {
  const [dot, words] = STATES[isThere ? state : 'away'];
  return html`<span class="dot ${dot}"></span>${words}`;
}

function skip(event) {
  event.preventDefault(); // the address belongs to the pages
  document.getElementById('page').focus();
}

function changed() {
  if (document.getElementById('navigation')) {
    draw();
  }
  document.body.classList.toggle('stale', state === 'reconnecting' || !isThere);
}

onTheme(changed);
onCounts(changed);
onLive((now) => { state = now; changed(); });
onReached((now) => { isThere = now; changed(); });
