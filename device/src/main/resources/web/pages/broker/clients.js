// Who is connected, or keeps a session: with what waits for them, and a way to end it.

import { html, nothing } from '../../lib.js';
import { ago, bytes, count, dateTime, duration, plural } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { done } from '../../base/toast.js';
import { Cursor } from '../../parts/cursor.js';
import { ask } from '../../parts/dialog.js';
import { icon } from '../../parts/icons.js';
import { loading } from '../../parts/list.js';

const REFRESH_MS = 5_000;

export function clientsTab(view, parameters) {
  let open = null; // the client that is looked at, whole

  const list = new Cursor(view, { path: '/api/broker/clients', at: '/broker', fixed: { tab: 'clients' },
    parameter: 'search', text: parameters?.get('search'), search: 'Search by client ID or user name',
    nothing: 'Nobody is connected.', key: ({ clientId, connection }) => `${clientId}/${connection?.number}`,
    columns: [
      { title: 'Client ID', cell: (client) => html`<button class="link mono" @click=${() => look(client.clientId)}>
        ${client.clientId}</button><div class="quiet small"><span class="dot ${client.connected ? 'live' : 'hollow'}"></span>${
        client.connected ? 'connected' : 'away'}${client.mounted ? ', a device' : ''}</div>` },
      { title: 'User', kind: 'wide-only', cell: ({ userName }) => userName ?? '' },
      { title: 'From', kind: 'mono tight wide-only', cell: ({ connection }) => connection?.address ?? '' },
      { title: 'Protocol', kind: 'tight wide-only', cell: ({ connection }) => protocol(connection) },
      { title: 'Since', kind: 'tight wide-only quiet', cell: ({ connection }) => (connection ? html`
        <span title=${dateTime(connection.since)}>${ago(connection.since)}</span>` : '') },
      { title: 'Filters', kind: 'end', cell: ({ subscriptions }) => count(subscriptions) },
      { title: 'Queue', kind: 'end', cell: ({ queuedMessages }) => html`<span class=${queuedMessages > 0 ? 'warn' : ''}>
        ${count(queuedMessages)}</span>` },
      { title: 'Action', kind: 'end tight', cell: (client) => html`
        <button @click=${() => kick(client)}>${client.connected ? 'Disconnect' : 'Forget'}</button>` },
    ] });

  const look = (clientId) => view.attempt(async () => {
    open = { clientId };
    view.draw();
    open = await rest('GET', `/api/broker/client?${new URLSearchParams({ id: clientId })}`);
  });

  const kick = ({ clientId, connected, subscriptions, queuedMessages }) => ask({
    title: connected ? `Disconnect ${clientId}?` : `Forget ${clientId}?`, danger: true,
    action: connected ? 'Disconnect' : 'Forget',
    fields: () => (connected ? html`<p>Its connection ends; most clients come back by themselves.</p>
      <label class="check"><input type="checkbox" name="session"> Its session too: subscriptions and waiting messages are
        gone</label>` : html`<p>It loses ${plural(subscriptions, 'subscription')} and
        ${plural(queuedMessages, 'message')} that ${queuedMessages === 1 ? 'waits' : 'wait'} for it.</p>`),
    submit: async (form) => {
      const query = new URLSearchParams({ id: clientId, session: !connected || form.has('session') });
      await rest('DELETE', `/api/broker/client?${query}`);
      done(connected ? `${clientId} is disconnected` : `${clientId} is forgotten`);
      open = null;
      await list.load();
    } });

  const details = () => html`
    <section class="card" aria-label="Client">
      <header><h2 class="mono">${open.clientId}</h2>
        <button class="plain" aria-label="Close" @click=${() => { open = null; view.draw(); }}>${icon('close')}</button></header>
      ${open.subscribed ? facts(open) : loading()}
    </section>`;

  const facts = ({ connection, userName, sessionExpirySeconds, queuedMessages, queuedBytes, inFlightMessages,
    droppedMessages, subscribed }) => html`
    <dl class="facts">
      ${connection ? html`
        <dt>From</dt><dd class="mono">${connection.address} to ${connection.listener}</dd>
        <dt>Protocol</dt><dd>${protocol(connection)}, keep alive ${connection.keepAliveSeconds} s</dd>
        <dt>Connected</dt><dd>${dateTime(connection.since)}</dd>
        <dt>Received</dt><dd>${count(connection.messagesReceived)} messages, ${bytes(connection.bytesReceived)}</dd>
        <dt>Sent</dt><dd>${count(connection.messagesSent)} messages, ${bytes(connection.bytesSent)}</dd>` : nothing}
      <dt>User</dt><dd>${userName ?? 'not told'}</dd>
      <dt>Session is kept for</dt><dd>${sessionExpirySeconds > 0 ? duration(sessionExpirySeconds * 1000)
        : 'as long as it is connected'}</dd>
      <dt>Queue</dt><dd>${count(queuedMessages)} messages, ${bytes(queuedBytes)}; ${count(inFlightMessages)} in flight</dd>
      <dt>Dropped</dt><dd class=${droppedMessages > 0 ? 'bad' : ''}>${count(droppedMessages)} messages</dd>
      <dt>Subscriptions</dt><dd>${subscribed.length === 0 ? 'none' : html`<ul>${subscribed.map(({ filter, qos }) => html`
        <li><code>${filter}</code> <span class="quiet">QoS ${qos}</span></li>`)}</ul>`}</dd>
    </dl>`;

  view.every(REFRESH_MS, () => list.refresh());

  return () => html`<div class="stack">${open ? details() : nothing}
    <section class="card" aria-label="Clients">${list.template()}</section></div>`;
}

const protocol = (connection) => (connection ? `MQTT ${connection.protocol}` : '');
