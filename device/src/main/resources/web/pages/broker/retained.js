// What the broker keeps for those who subscribe later.

import { html } from '../../lib.js';
import { ago, bytes, dateTime, pretty } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { done } from '../../base/toast.js';
import { Cursor } from '../../parts/cursor.js';
import { icon } from '../../parts/icons.js';

const EXCERPT = 120;

export function retainedTab(view, parameters) {
  const list = new Cursor(view, { path: '/api/broker/retained', at: '/broker', fixed: { tab: 'retained' },
    parameter: 'filter', text: parameters?.get('filter'),
    search: 'Topic filter, such as home/+/temperature or home/#', nothing: 'There are no retained messages.',
    key: ({ topic }) => topic,
    columns: [
      { title: 'Topic', kind: 'mono', cell: ({ topic }) => topic },
      { title: 'Payload', kind: 'mono', cell: ({ payload, payloadBase64 }) => html`
        <span title=${pretty(payload ?? '')}>${(payload ?? payloadBase64).slice(0, EXCERPT)}</span>` },
      { title: 'Size', kind: 'end tight wide-only', cell: ({ size }) => bytes(size) },
      { title: 'QoS', kind: 'end tight wide-only', cell: ({ qos }) => qos },
      { title: 'Since', kind: 'wide-only quiet tight', cell: ({ ts }) => html`<span title=${dateTime(ts)}>${ago(ts)}</span>` },
      { title: 'Clear', kind: 'end tight', cell: (message) => html`
        <button class="plain" aria-label="Clear ${message.topic}" @click=${() => clear(message)}>${icon('remove')}
        </button>` },
    ] });

  /** Gone at once; who regrets it publishes it again. */
  const clear = (message) => view.attempt(async () => {
    list.items = list.items.filter((known) => known !== message);
    const whole = await rest('GET', `/api/broker/retained/message?${new URLSearchParams({ topic: message.topic })}`);
    await rest('DELETE', `/api/broker/retained?${new URLSearchParams({ topic: message.topic })}`);
    done(`${message.topic} is cleared`, () => view.attempt(() => publishAgain(whole)));
  });

  async function publishAgain({ topic, qos, payload, payloadBase64, contentType }) {
    await rest('POST', '/api/broker/publish', { topic, qos, retain: true, ...contentType && { contentType },
      ...payload === undefined ? { payloadBase64 } : { payload } });
    await list.load();
  }

  return () => html`<section class="card" aria-label="Retained messages">${list.template()}</section>`;
}
