// How it all is: who is there, how much goes through, what needs somebody.

import { html, nothing } from '../lib.js';
import { tellCounts } from '../base/counts.js';
import { count, plural, rate, short } from '../base/format.js';
import { isAdministrator, isCustomer, rest } from '../base/session.js';
import { failure, loading } from '../parts/list.js';
import { terminal } from '../parts/terminal.js';
import { attentionPanel } from './overview/attention.js';
import { firstDevicePanel } from './overview/first-device.js';
import { ratesPanel } from './overview/rates.js';

const REFRESH_MS = 2_000;
const SEVERITIES = ['CRITICAL', 'MAJOR', 'MINOR', 'WARNING', 'INDETERMINATE'];

export function overviewPage(view) {
  let now = null; // what the device server says of itself
  let broker = null;
  let wrong = null;
  let first = null; // how to connect the first device, while none has ever been seen
  const attention = attentionPanel(view);
  const rates = isAdministrator() ? ratesPanel(view) : null;

  async function load() {
    try {
      [now, broker] = await Promise.all([rest('GET', '/api/overview'),
        isAdministrator() ? rest('GET', '/api/broker') : null]);
      tellCounts(now, broker);
      if (now.devices.total === now.devices.neverSeen && !isCustomer()) {
        first ??= firstDevicePanel(view);
      }
      wrong = null;
    } catch (refused) {
      wrong = refused;
    }
    view.draw();
  }

  const figures = () => html`<div class="figures">
    <a class="card figure" href="#/devices"><span>Devices online</span>
      <b>${count(now.devices.active)}</b>
      <span>of ${count(now.devices.total)}${now.devices.neverSeen > 0 ? `; ${count(now.devices.neverSeen)} never seen`
        : ''}</span></a>
    ${now.telemetry ? html`<div class="card figure"><span>Values stored</span>
      <b>${rate(now.telemetry.pointsPerSecond)}</b>
      <span>${short(now.telemetry.points)} since the server started</span></div>` : nothing}
    ${broker ? html`
      <a class="card figure" href="#/broker"><span>Messages in</span>
        <b>${rate(broker.rates?.messagesReceived ?? 0)}</b>
        <span>${rate(broker.rates?.messagesSent ?? 0)} out</span></a>
      <a class="card figure" href="#/broker?tab=clients"><span>Connections</span>
        <b>${short(broker.connections)}</b><span>${plural(broker.sessions, 'MQTT session')}</span></a>` : nothing}
    ${now.rollouts ? html`<a class="card figure" href="#/firmware"><span>Rollouts</span>
      <b>${count(now.rollouts.running + now.rollouts.paused)}</b><span>${rolledOut(now.rollouts)}</span></a>` : nothing}
    <a class="card figure" href="#/alarms"><span>Active alarms</span>
      <b class=${now.alarms.open > 0 ? 'bad' : ''}>${count(now.alarms.open)}</b>
      <span>${now.alarms.open > 0 ? severities() : 'all is quiet'}</span></a>
  </div>`;

  const rolledOut = ({ running, paused, devices, updated, failed }) => (running + paused === 0 ? 'none under way'
    : html`${count(updated)} of ${count(devices)} updated${failed > 0 ? html`, <span class="bad">${count(failed)}
      failed</span>` : paused > 0 ? html`, <span class="warn">paused</span>` : nothing}`);

  const severities = () => SEVERITIES.filter((severity) => now.alarms[severity] > 0)
    .map((severity) => `${count(now.alarms[severity])} ${severity.toLowerCase()}`).join(', ');

  view.show(() => html`
    <div class="head"><h1>Overview</h1></div>
    ${wrong && !now ? html`<div class="card">${failure(wrong, load)}</div>` : !now ? loading() : html`
      ${figures()}
      <div class="grid">
        ${first ? html`<section class="card" aria-label="First device">${first()}</section>` : nothing}
        ${rates ? html`<section class="card two-thirds" aria-label="Message rate">${rates()}</section>` : nothing}
        <section class="card ${rates ? 'third' : ''}" aria-label="Needs attention">${attention()}</section>
      </div>
      ${terminal('/api/overview')}`}`);
  load();
  view.every(REFRESH_MS, load);
}
