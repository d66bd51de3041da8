// What holds: each key of the configuration with its value; secrets are not shown.

import { html } from '../../lib.js';
import { rest } from '../../base/session.js';
import { failure, loading } from '../../parts/list.js';

export function configurationTab(view) {
  let settings = null;
  let wrong = null;

  async function load() {
    try {
      settings = Object.entries(await rest('GET', '/api/broker/configuration'));
    } catch (refused) {
      wrong = refused;
    }
    view.draw();
  }

  load();

  return () => html`<section class="card" aria-label="Configuration">
    ${wrong ? failure(wrong, () => { wrong = null; load(); }) : !settings ? loading() : html`
      <table><thead><tr><th scope="col">Key</th><th scope="col">Value</th></tr></thead>
        <tbody>${settings.map(([key, value]) => html`<tr><td class="mono">${key}</td><td class="mono">${value}</td></tr>`)}
        </tbody></table>`}
  </section>`;
}
