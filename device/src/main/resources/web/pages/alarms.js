// What is wrong, and what is held to be wrong.

import { html, nothing } from '../lib.js';
import { note } from '../base/route.js';
import { isCustomer } from '../base/session.js';
import { tabs } from '../parts/tabs.js';
import { alarmsTab } from './alarms/alarms.js';
import { thresholdsTab } from './alarms/thresholds.js';

const TABS = { alarms: ['Alarms', alarmsTab], thresholds: ['Thresholds', thresholdsTab] };

export function alarmsPage(view, parameters) {
  let name = parameters.get('tab') === 'thresholds' && !isCustomer() ? 'thresholds' : 'alarms';
  const opened = {};

  const open = (from) => { opened[name] ??= TABS[name][1](view, from); };

  function choose(next) {
    name = next;
    note('/alarms', { tab: name === 'alarms' ? '' : name });
    open(new URLSearchParams());
    view.draw();
  }

  open(parameters);
  view.show(() => html`
    <div class="head"><h1>Alarms</h1></div>
    ${isCustomer() ? nothing : html`<div class="gap-below">${tabs('Part',
      Object.entries(TABS).map(([key, [title]]) => [key, title]), name, choose)}</div>`}
    ${opened[name]()}`);
}
