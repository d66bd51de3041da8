// A new user's first visit, with the link that an administrator has handed over: #/activate?activateToken=...

import { html, nothing } from '../lib.js';
import { go } from '../base/route.js';
import { activate } from '../base/session.js';

export function activatePage(view, parameters) {
  const activateToken = parameters.get('activateToken') ?? '';
  let wrong = null;

  async function submit(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    if (form.get('password') !== form.get('again')) {
      wrong = 'The two passwords differ.';
      view.drawNow();
      return;
    }
    try {
      await activate(activateToken, form.get('password'));
      go('/overview');
    } catch (refused) {
      wrong = refused.message;
      view.drawNow();
    }
  }

  view.show(() => html`
    <form class="card form" @submit=${submit}>
      <h1 class="brand"><img src="icon.svg" alt="" width="32" height="32"> tidings</h1>
      <p>Welcome. Choose your password.</p>
      <label>Password <input name="password" type="password" autocomplete="new-password" minlength="6" required></label>
      <label>Password again <input name="again" type="password" autocomplete="new-password" required></label>
      <p role="alert" class="problem">${wrong ?? nothing}</p>
      <button class="primary">Set password</button>
    </form>`);
  view.root.querySelector('[name=password]').focus();
}
