// Who gets in as this device, and whose it is.

import { html, nothing } from '../../lib.js';
import { dateTime, duration } from '../../base/format.js';
import { isCustomer, rest } from '../../base/session.js';
import { done } from '../../base/toast.js';
import { copy } from '../../parts/command.js';
import { ask, confirm } from '../../parts/dialog.js';
import { icon } from '../../parts/icons.js';

const TOKEN_LENGTH = 20;
const CLAIM_MS = 5_000;
const NAMES = { ACCESS_TOKEN: 'Access token', MQTT_BASIC: 'User name and password', X509_CERTIFICATE: 'Certificate' };
const NOBODY = '13814000-1dd2-11b2-8080-808080808080';

export function accessPanel(view, shared) {
  let credentials = null; // while they are shown
  let claim = null; // { state, claimableUntil, customerTitle }

  const load = () => rest('GET', `/api/device/${shared.id}/credentials`);

  async function loadClaim() {
    claim = await rest('GET', `/api/device/${shared.id}/claim`).catch(() => claim);
    view.draw();
  }

  const show = () => view.attempt(async () => { credentials = await load(); });

  async function change(what) {
    credentials = await rest('POST', '/api/device/credentials', { ...await load(), ...what });
    shared.credentialsChanged();
    done('The credentials are changed; connections with the old ones have ended');
    view.draw();
  }

  const rotate = () => confirm('Make a new access token?', 'The old one stops working at once: the device is '
    + 'disconnected, and needs the new one to come back.', 'Make a new token', () => change({
    credentialsType: 'ACCESS_TOKEN', credentialsId: randomToken(), credentialsValue: null }));

  function edit() {
    let type = credentials?.credentialsType ?? 'ACCESS_TOKEN';
    ask({ title: 'Change the credentials', action: 'Change credentials',
      fields: (draw) => html`
        <label>Kind <select name="type" @change=${(event) => { type = event.target.value; draw(); }}>
          ${Object.entries(NAMES).map(([key, name]) => html`
            <option value=${key} ?selected=${key === type}>${name}</option>`)}</select></label>
        ${type === 'ACCESS_TOKEN' ? html`
          <label>Access token <input class="mono" name="token" required maxlength="32" value=${randomToken()}></label>`
        : type === 'MQTT_BASIC' ? html`
          <label>Client ID <input name="clientId" placeholder="any"></label>
          <label>User name <input name="userName" autocomplete="off"></label>
          <label>Password <input name="password" type="password" autocomplete="new-password"></label>`
        : html`<label>Certificate (PEM) <textarea class="mono" name="pem" rows="8" required></textarea></label>`}`,
      submit: (form) => change(credentialsOf(type, form)) });
  }

  async function give() {
    const customers = await rest('GET', '/api/customers?pageSize=1000&page=0&sortProperty=title&sortOrder=ASC');
    ask({ title: `Whose is ${shared.device.name}?`, action: 'Save owner',
      fields: () => html`<label>Customer <select name="customer">
        <option value="">nobody's</option>
        ${customers.data.map(({ id, title }) => html`<option value=${id.id}
          ?selected=${id.id === shared.device.customerId?.id}>${title}</option>`)}</select></label>`,
      submit: (form) => assign(form.get('customer')) });
  }

  async function assign(customer) {
    await (customer ? rest('POST', `/api/customer/${customer}/device/${shared.id}`)
      : rest('DELETE', `/api/customer/device/${shared.id}`));
    shared.device = await rest('GET', `/api/device/info/${shared.id}`);
    await loadClaim();
    done(customer ? `${shared.device.name} belongs to ${shared.device.customerTitle}` : `${shared.device.name} is nobody's`);
    view.draw();
  }

  const secret = () => {
    switch (credentials.credentialsType) {
      case 'ACCESS_TOKEN': return html`<dt>Token</dt><dd class="row"><code class="fill">${credentials.credentialsId}</code>
        <button class="plain" aria-label="Copy token" @click=${() => copy(credentials.credentialsId)}>${icon('copy')}
        </button></dd>`;
      case 'MQTT_BASIC': {
        const { clientId, userName, password } = JSON.parse(credentials.credentialsValue);
        return html`<dt>Client ID</dt><dd>${clientId || 'any'}</dd><dt>User name</dt><dd>${userName || 'none'}</dd>
          <dt>Password</dt><dd>${password ? html`<code>${password}</code>` : 'none'}</dd>`;
      }
      default: return html`<dt>Certificate</dt><dd><pre>${credentials.credentialsValue}</pre></dd>`;
    }
  };

  const owner = () => (shared.device.customerId.id === NOBODY ? 'nobody' : shared.device.customerTitle);

  const claimable = () => {
    switch (claim?.state) {
      case 'CLAIMED': return html`<span class="tag good">claimed</span>`;
      case 'CLAIMABLE': return html`<span class="tag warn">can be claimed</span>
        <span class="quiet small" title=${dateTime(claim.claimableUntil)}>for ${duration(Math.max(0, claim.claimableUntil
          - Date.now()))} more</span>`;
      case 'UNCLAIMED': return html`<span class="tag">not offered</span>
        <span class="quiet small">The device offers itself on v1/devices/me/claim.</span>`;
      default: return html`<span class="quiet">not known</span>`;
    }
  };

  loadClaim();
  view.every(CLAIM_MS, loadClaim);

  return () => html`
    <header><h2>Access</h2>${isCustomer() ? nothing : html`
      <button @click=${rotate}>${icon('rotate')} Rotate token</button>
      <button @click=${edit}>${icon('edit')} Change</button>`}</header>
    <dl class="facts">
      ${credentials ? html`<dt>Kind</dt><dd>${NAMES[credentials.credentialsType]}</dd>${secret()}` : html`
        <dt>Credentials</dt><dd><button @click=${show}>${icon('eye')} Show credentials</button></dd>`}
      <dt>Belongs to</dt><dd class="row">${owner()} ${isCustomer() ? nothing : html`
        <button class="link" @click=${() => view.attempt(give)}>Assign to a customer</button>`}</dd>
      <dt>Claim</dt><dd class="row" aria-live="polite">${claimable()}</dd>
      <dt>Created</dt><dd>${dateTime(shared.device.createdTime)}</dd>
      <dt>ID</dt><dd class="row"><code class="fill">${shared.id}</code>
        <button class="plain" aria-label="Copy ID" @click=${() => copy(shared.id)}>${icon('copy')}</button></dd>
    </dl>`;
}

function credentialsOf(type, form) {
  switch (type) {
    case 'ACCESS_TOKEN': return { credentialsType: type, credentialsId: form.get('token'), credentialsValue: null };
    case 'MQTT_BASIC': return { credentialsType: type, credentialsId: null, credentialsValue: JSON.stringify({
      clientId: form.get('clientId') || null, userName: form.get('userName') || null,
      password: form.get('password') || null }) };
    default: return { credentialsType: type, credentialsId: null, credentialsValue: form.get('pem') };
  }
}

function randomToken() {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from(crypto.getRandomValues(new Uint8Array(TOKEN_LENGTH)), (byte) => letters[byte % letters.length]).join('');
}
