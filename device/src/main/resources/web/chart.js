// One chart of one key over time: a line, the time below it, nothing that moves by itself.

import { uPlot } from './lib.js';
import { clock, dayAndClock, value } from './format.js';

const HEIGHT = 130;
const DAY_S = 86_400;

/** A chart that fills the width of its element. Times are in ms; call show() with what there is, as often as it changes. */
export class Chart {
  #plot;
  #observer;

  constructor(element, label) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 },
      ticks: { stroke: colour('--line'), width: 1 }, font: '11px system-ui' };
    this.#plot = new uPlot({
      width: element.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false },
      scales: { x: { time: true }, y: { range: range } },
      series: [{}, { label, stroke: colour('--accent'), fill: colour('--accent-faint'), width: 2,
        points: { show: (plot) => plot.data[0].length === 1, size: 5 } }],
      axes: [
        { ...axis, space: 90, values: (plot, splits) => splits.map(plot.scales.x.max - plot.scales.x.min > DAY_S / 2
          ? (s) => dayAndClock(s * 1000) : (s) => clock(s * 1000)) },
        { ...axis, size: 60, space: 24, values: (plot, splits) => splits.map(value) },
      ],
    }, [[], []], element);
    this.#observer = new ResizeObserver(() => this.#plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    this.#observer.observe(element);
  }

  /** @param points [ms, number] in ascending order; from and to in ms */
  show(points, from, to) {
    this.#plot.batch(() => {
      this.#plot.setData([points.map((p) => p[0] / 1000), points.map((p) => p[1])], false);
      this.#plot.setScale('x', { min: from / 1000, max: to / 1000 });
    });
  }

  close() {
    this.#observer.disconnect();
    this.#plot.destroy();
  }
}

/** Some air above and below, also around a line that is flat. */
function range(plot, low, high) {
  if (low === null || low === undefined) {
    return [0, 1];
  }
  const air = (high - low) * 0.1 || Math.abs(high) * 0.05 || 1;
  return [low - air, high + air];
}
