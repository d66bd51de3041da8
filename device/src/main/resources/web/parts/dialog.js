// Asks before something that cannot be undone, or for a few facts.

import { html, nothing, render } from '../lib.js';
import { words } from '../base/toast.js';

/**
 * Opens a form on top of the page.
 *
 * @param fields a function that says what stands between heading and buttons
 * @param submit called with the form's data and what draws it anew; where it rejects, the form stays and says why
 */
export function ask({ title, fields, action, danger = false, big = false, submit }) {
  const dialog = document.createElement('dialog');
  dialog.className = big ? 'big' : '';
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  document.body.append(dialog);
  let wrong = null;
  let busy = false;

  const draw = () => render(html`
    <form class="form" aria-busy=${busy ? 'true' : 'false'} @submit=${send}>
      <h2 id="dialog-title">${title}</h2>
      ${fields(draw)}
      <p role="alert" class="problem">${wrong ?? nothing}</p>
      <div class="row end">
        <button type="button" @click=${() => dialog.close()}>Cancel</button>
        <button class=${danger ? 'danger' : 'primary'} ?disabled=${busy}>${action}</button>
      </div>
    </form>`, dialog);

  async function send(event) {
    event.preventDefault();
    wrong = null;
    busy = true;
    draw();
    try {
      await submit(new FormData(event.target), draw);
      dialog.close();
    } catch (refused) {
      wrong = words(refused);
      busy = false;
      draw();
    }
  }

  dialog.addEventListener('close', () => leave(dialog));
  draw();
  dialog.showModal();
}

/** The focus goes back to where it was; where that is gone, to the page. */
export function leave(dialog) {
  dialog.remove();
  if (document.activeElement === document.body) {
    document.getElementById('page')?.focus({ preventScroll: true });
  }
}

/** Asks whether something is really meant. */
export const confirm = (title, consequence, action, submit) => ask({ title, action, danger: true, submit,
  fields: () => html`<p>${consequence}</p>` });
