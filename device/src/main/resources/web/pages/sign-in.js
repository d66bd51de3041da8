// Who are you?

import { html, nothing, render } from '../lib.js';
import { signIn } from '../session.js';

export function signInPage(root, done) {
  const draw = (problem, busy) => render(html`
    <main class="sign-in">
      <form class="card" @submit=${submit}>
        <h1>tidings</h1>
        <label>E-mail <input name="username" autocomplete="username" required autofocus value="admin@localhost"></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
        <p role="alert" class="problem">${problem ?? nothing}</p>
        <button class="primary" ?disabled=${busy}>Sign in</button>
        <p class="quiet">The administrator's password was printed when the server started for the first time.</p>
      </form>
    </main>`, root);

  async function submit(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    draw(null, true);
    try {
      await signIn(form.get('username'), form.get('password'));
      done();
    } catch (refused) {
      draw(refused.message, false);
    }
  }

  draw(null, false);
}
