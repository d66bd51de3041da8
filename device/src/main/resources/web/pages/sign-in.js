// Who are you?

import { html, nothing } from '../lib.js';
import { signIn } from '../base/session.js';

export function signInPage(view, parameters, welcome) {
  let wrong = null;
  let busy = false;

  async function submit(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    busy = true;
    view.drawNow();
    try {
      await signIn(form.get('username'), form.get('password'));
      welcome();
    } catch (refused) {
      wrong = refused.message;
      busy = false;
      view.drawNow();
      view.root.querySelector('[name=password]').select();
    }
  }

  view.show(() => html`
    <form class="card form" @submit=${submit}>
      <h1 class="brand"><img src="icon.svg" alt="" width="32" height="32"> tidings</h1>
      <label>E-mail <input name="username" type="text" autocomplete="username" required value="admin@localhost"></label>
      <label>Password
        <input name="password" type="password" autocomplete="current-password" required autofocus></label>
      <p role="alert" class="problem">${wrong ?? nothing}</p>
      <button class="primary" ?disabled=${busy}>${busy ? 'Signing in' : 'Sign in'}</button>
      <p class="quiet">The administrator's password was printed when the server started for the first time.</p>
    </form>`);
  view.root.querySelector('[name=password]').focus();
}
