// A session that ends while somebody works: he signs in again on top of the page, and goes on where he was.

import { html, nothing, render } from '../lib.js';
import { forget, onExpired, signIn, userName } from './session.js';

onExpired(() => new Promise((resolve, reject) => {
  const dialog = document.createElement('dialog');
  document.body.append(dialog);

  /** Closed before it is gone: so the focus goes back to where it was. */
  function end() {
    dialog.close();
    dialog.remove();
  }

  const draw = (wrong, busy) => render(html`
    <form class="form" aria-busy=${busy ? 'true' : 'false'} @submit=${submit} aria-labelledby="again">
      <h2 id="again">Your session has ended</h2>
      <p>Sign in again to go on: what you have typed is still here.</p>
      <label>E-mail <input name="username" autocomplete="username" readonly value=${userName()}></label>
      <label>Password <input name="password" type="password" autocomplete="current-password" required autofocus></label>
      <p role="alert" class="problem">${wrong ?? nothing}</p>
      <div class="row end">
        <button type="button" @click=${leave}>Sign out</button>
        <button class="primary" ?disabled=${busy}>Sign in</button>
      </div>
    </form>`, dialog);

  async function submit(event) {
    event.preventDefault();
    draw(null, true);
    try {
      await signIn(userName(), new FormData(event.target).get('password'));
      end();
      resolve();
    } catch (refused) {
      draw(refused.message, false);
    }
  }

  function leave() {
    end();
    forget();
    reject(new Error(''));
  }

  dialog.oncancel = (event) => event.preventDefault();
  draw(null, false);
  dialog.showModal();
}));
