// How it all is: who is there, how much goes through, what needs somebody.

import { html, nothing } from '../lib.js';
import { count, plural, rate, short } from '../base/format.js';
import { isCustomer, rest } from '../base/session.js';
import { failure, loading } from '../parts/list.js';
import { attentionPanel } from './overview/attention.js';
import { firstDevicePanel } from './overview/first-device.js';
import { ratesPanel } from './overview/rates.js';

const REFRESH_MS = 5_000;

export function overviewPage(view) {
  let devices = null; // { total, online, silent }
  let alarms = null;
  let broker = null;
  let wrong = null;
  const attention = attentionPanel(view);
  const rates = isCustomer() ? null : ratesPanel(view);
  let first = null; // how to connect the first device, while there is none

  async function load() {
    try {
      const [total, online, silent, active] = await Promise.all([number('deviceInfos'),
        number('deviceInfos', { active: true }), number('deviceInfos', { neverSeen: true }), alarmCount()]);
      devices = { total, online, silent };
      alarms = active;
      broker = isCustomer() ? null : await rest('GET', '/api/broker');
      if (total === silent && !isCustomer()) {
        first ??= firstDevicePanel(view);
      }
      wrong = null;
    } catch (refused) {
      wrong = refused;
    }
    view.draw();
  }

  const number = async (what, filter) => (await rest('GET', `/api/tenant/${what}?${new URLSearchParams({ pageSize: 1,
    page: 0, ...filter })}`)).totalElements;

  const alarmCount = async () => (await rest('GET', '/api/alarms?pageSize=1&page=0&searchStatus=ACTIVE')).totalElements;

  const figures = () => html`<div class="figures">
    <a class="card figure" href="#/devices"><span>Devices online</span>
      <b>${count(devices.online)} / ${count(devices.total)}</b>
      <span>${devices.silent > 0 ? `${count(devices.silent)} never heard of` : 'all have been heard of'}</span></a>
    ${broker ? html`
      <a class="card figure" href="#/broker"><span>Messages in</span>
        <b>${rate(broker.rates?.messagesReceived ?? 0)}</b>
        <span>${rate(broker.rates?.messagesSent ?? 0)} out</span></a>
      <a class="card figure" href="#/broker?tab=clients"><span>MQTT sessions</span>
        <b>${short(broker.sessions)}</b><span>${plural(broker.connections, 'connection')}</span></a>` : nothing}
    <a class="card figure" href="#/alarms"><span>Active alarms</span>
      <b class=${alarms > 0 ? 'bad' : ''}>${count(alarms)}</b>
      <span>${alarms > 0 ? 'not cleared yet' : 'all is quiet'}</span></a>
  </div>`;

  view.show(() => html`
    <div class="head"><h1>Overview</h1></div>
    ${wrong && !devices ? html`<div class="card">${failure(wrong, load)}</div>` : !devices ? loading() : html`
      ${figures()}
      <div class="grid">
        ${first ? html`<section class="card" aria-label="First device">${first()}</section>` : nothing}
        ${rates ? html`<section class="card two-thirds" aria-label="Message rate">${rates()}</section>` : nothing}
        <section class="card ${rates ? 'third' : ''}" aria-label="Needs attention">${attention()}</section>
      </div>`}`);
  load();
  view.every(REFRESH_MS, load);
}
