// How many messages go through the broker, in the last ten minutes.

import { html } from '../../lib.js';
import { rate } from '../../base/format.js';
import { rest } from '../../base/session.js';
import { Chart, withGaps } from '../../parts/chart.js';

const SHOWN_MS = 10 * 60_000;
const HEIGHT = 240;
const LEAST_SHOWN_MS = 2 * 60_000;
const REFRESH_MS = 2_000;

export function ratesPanel(view) {
  let samples = [];
  let chart = null;

  async function load() {
    const since = samples.at(-1)?.ts ?? 0;
    const answer = await rest('GET', `/api/broker/rates?since=${since}`).catch(() => ({ samples: [] }));
    samples = [...samples, ...answer.samples].filter(({ ts }) => ts > Date.now() - SHOWN_MS);
    view.drawNow();
    const element = view.root.querySelector('[data-rates]');
    if (element && !view.isOver) {
      chart ??= new Chart(element, ['in', 'out'], { unit: '/s', from: 0, height: HEIGHT });
      const begin = Math.min(samples[0]?.ts ?? Infinity, Date.now() - LEAST_SHOWN_MS); // soon after a start there are few
      chart.show(['messagesReceived', 'messagesSent'].map(line), Math.max(begin, Date.now() - SHOWN_MS), Date.now());
    }
  }

  const line = (name) => withGaps({ times: samples.map(({ ts }) => ts), values: samples.map((sample) => sample[name]) });

  load();
  view.every(REFRESH_MS, load);
  view.onEnd(() => chart?.close());

  const latest = (name) => (samples.length === 0 ? '' : rate(samples.at(-1)[name]));

  return () => html`
    <header><h2>Messages through the broker</h2></header>
    <figure class="charts">
      <figcaption><span><b><i class="swatch series-1"></i>in</b> <span class="mono">${latest('messagesReceived')}</span></span>
        <span><b><i class="swatch series-2"></i>out</b> <span class="mono">${latest('messagesSent')}</span></span></figcaption>
      <div class="chart" data-rates role="img" aria-label="Messages a second in the last ten minutes: now
        ${latest('messagesReceived')} in, ${latest('messagesSent')} out"></div>
    </figure>`;
}
