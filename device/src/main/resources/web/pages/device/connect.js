// How this device connects: commands with its own credentials, which are shown when somebody asks for them.

import { html } from '../../lib.js';
import { rest } from '../../base/session.js';
import { mqttAddress } from '../../base/server.js';
import { command } from '../../parts/command.js';
import { icon } from '../../parts/icons.js';
import { LANGUAGES, snippet } from '../../parts/snippets.js';
import { tabs } from '../../parts/tabs.js';

const HIDDEN = { token: 'ACCESS_TOKEN' };

export function connectPanel(view, shared) {
  let language = 'mosquitto';
  let login = HIDDEN;
  let address = { host: location.hostname, port: 1883 };

  const reveal = () => view.attempt(async () => {
    login = loginOf(await rest('GET', `/api/device/${shared.id}/credentials`));
  });

  shared.credentialsChanged = () => { login = HIDDEN; };
  view.attempt(async () => { address = await mqttAddress(); });

  return () => html`
    <header><h2>Connect this device</h2>
      ${tabs('Language', LANGUAGES, language, (next) => { language = next; view.draw(); })}</header>
    ${command(snippet(language, login, address))}
    <p class="row gap">${login === HIDDEN ? html`
      <button @click=${reveal}>${icon('eye')} Put the access token in</button>` : html`
      <span class="quiet small">Whoever has this token can speak for the device.</span>`}</p>`;
}

/** What credentials say to a broker. */
function loginOf({ credentialsType, credentialsId, credentialsValue }) {
  return credentialsType === 'MQTT_BASIC' ? JSON.parse(credentialsValue)
    : { token: credentialsType === 'ACCESS_TOKEN' ? credentialsId : 'CERTIFICATE' };
}
