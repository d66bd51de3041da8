// Who may do what: users, customers, keys of scripts, and what was done.

import { html, nothing } from '../lib.js';
import { note } from '../base/route.js';
import { tabs } from '../parts/tabs.js';
import { auditTab } from './people/audit.js';
import { customersTab } from './people/customers.js';
import { keysTab } from './people/keys.js';
import { usersTab } from './people/users.js';

const TABS = { users: ['Users', usersTab], customers: ['Customers', customersTab], keys: ['API keys', keysTab],
  audit: ['Audit log', auditTab] };

export function peoplePage(view, parameters) {
  let name = parameters.get('tab') in TABS ? parameters.get('tab') : 'users';
  const opened = {};

  const open = (from) => { opened[name] ??= TABS[name][1](view, from); };

  function choose(next) {
    name = next;
    note('/people', { tab: name });
    open(new URLSearchParams());
    view.draw();
  }

  open(parameters);
  view.show(() => html`
    <div class="head"><h1>People</h1></div>
    <div class="gap-below">${tabs('Part', Object.entries(TABS).map(([key, [title]]) => [key, title]), name, choose)}</div>
    ${opened[name]?.() ?? nothing}`);
}
