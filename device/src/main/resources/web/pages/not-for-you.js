// A page that somebody's role does not see, reached by a link of somebody else.

import { html } from '../lib.js';
import { isCustomer, userName } from '../base/session.js';

export const notForYouPage = (view, title) => view.show(() => html`
  <div class="head"><h1>${title}</h1></div>
  <section class="card" aria-label=${title}><div class="empty">
    <h2>This page is not for your role</h2>
    <p>You are signed in as ${userName()}, ${isCustomer() ? 'a customer: you see your own devices and their alarms'
      : 'an operator: you work with devices, firmware and alarms; the broker and its users are an administrator\'s'}.</p>
    <a class="button" href="#/overview">Go to the overview</a></div></section>`);
