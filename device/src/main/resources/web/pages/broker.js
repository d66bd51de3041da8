// The broker as its operator sees it.

import { html, nothing } from '../lib.js';
import { note } from '../base/route.js';
import { tabs } from '../parts/tabs.js';
import { clientsTab } from './broker/clients.js';
import { configurationTab } from './broker/configuration.js';
import { figuresTab } from './broker/figures.js';
import { refusedTab } from './broker/refused.js';
import { retainedTab } from './broker/retained.js';
import { subscriptionsTab } from './broker/subscriptions.js';
import { topicsTab } from './broker/topics.js';

const TABS = { figures: ['Live', figuresTab], clients: ['Clients', clientsTab],
  subscriptions: ['Subscriptions', subscriptionsTab], topics: ['Topics', topicsTab],
  retained: ['Retained', retainedTab], refused: ['Refused', refusedTab], configuration: ['Configuration', configurationTab] };

export function brokerPage(view, parameters) {
  let name = parameters.get('tab') in TABS ? parameters.get('tab') : 'figures';
  const opened = {}; // a tab is made when it is first looked at, and lives as long as the page

  const open = () => { opened[name] ??= TABS[name][1](view, name === parameters.get('tab') ? parameters : null); };

  function choose(next) {
    name = next;
    note('/broker', { tab: name === 'figures' ? '' : name });
    open();
    view.draw();
  }

  open();
  view.show(() => html`
    <div class="head"><h1>Broker</h1></div>
    <div class="gap-below">${tabs('Part', Object.entries(TABS).map(([key, [title]]) => [key, title]), name, choose)}</div>
    ${opened[name]?.() ?? nothing}`);
}
