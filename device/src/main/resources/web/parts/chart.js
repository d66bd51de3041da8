// Lines over time that share a unit: nothing in them moves by itself, and where nothing was measured there is no line.

import { uPlot } from '../lib.js';
import { clock, dayAndClock, value } from '../base/format.js';
import { onTheme } from '../base/theme.js';

const HEIGHT = 160;
const DAY_S = 86_400;
const SAMPLE = 1_000;
const GAP_FACTOR = 6;
const LEAST_GAP_MS = 3_000;
export const COLOURS = 6;

/** A chart that fills the width of its element. Call show() with what there is, as often as it changes. */
export class Chart {
  #plot;
  #observer;
  #endOfTheme;

  /**
   * @param labels one of each line
   * @param options unit: of all lines; from: the lowest value of the axis, where it is fixed; height in pixels; zoom(from, to) hears
   *   which time was chosen with the mouse, in ms; point(index) hears where the mouse is, null where it is not
   */
  constructor(element, labels, { unit = '', from, height = HEIGHT, zoom, point } = {}) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => () => style.getPropertyValue(name).trim(); // asked for as it is drawn: the theme may change
    const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 },
      ticks: { stroke: colour('--line'), width: 1 }, font: '11px system-ui' };
    const line = (label, index) => ({ label, stroke: colour(`--series-${index % COLOURS + 1}`), width: 1.75,
      fill: labels.length === 1 ? colour('--accent-faint') : undefined, fillTo: (plot) => plot.scales.y.min,
      points: { show: (plot) => plot.data[0].length === 1, size: 5 } });
    this.#plot = new uPlot({
      width: Math.max(1, element.clientWidth),
      height,
      legend: { show: false },
      cursor: { y: false, sync: { key: 'time' }, drag: { x: Boolean(zoom), y: false, setScale: false } },
      scales: { x: { time: true }, y: { range: (plot, low, high) => range(low, high, from) } },
      series: [{}, ...labels.map(line)],
      axes: [
        { ...axis, size: 32, space: 90, values: (plot, splits) => splits.map(plot.scales.x.max - plot.scales.x.min > DAY_S / 2
          ? (s) => dayAndClock(s * 1000) : (s) => clock(s * 1000)) },
        { ...axis, size: 72, space: 24, values: (plot, splits) => splits.map((n) => value(n, unit)) },
      ],
      hooks: {
        setSelect: [(plot) => this.#selected(plot, zoom)],
        setCursor: [(plot) => point?.(plot.cursor.idx ?? null)],
      },
    }, [[], ...labels.map(() => [])], element);
    this.#observer = new ResizeObserver(() => this.#plot.setSize({ width: Math.max(1, element.clientWidth),
      height }));
    this.#observer.observe(element);
    this.#endOfTheme = onTheme(() => this.#plot.redraw(false));
  }

  #selected(plot, zoom) {
    const { left, width } = plot.select;
    if (width > 0) {
      plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      zoom(plot.posToVal(left, 'x') * 1000, plot.posToVal(left + width, 'x') * 1000);
    }
  }

  /**
   * @param lines {times, values} of each, times in ms, ascending; a value of null breaks the line
   * @param from and to in ms
   */
  show(lines, from, to) {
    performance.mark('chart');
    const tables = lines.map(({ times, values }) => [times.map((ms) => ms / 1000), values]);
    this.#plot.batch(() => {
      this.#plot.setData(tables.length === 1 ? tables[0] : uPlot.join(tables), false);
      this.#plot.setScale('x', { min: from / 1000, max: to / 1000 });
    });
    performance.measure('chart', 'chart');
  }

  close() {
    this.#endOfTheme();
    this.#observer.disconnect();
    this.#plot.destroy();
  }
}

/**
 * Breaks a line where values are missing: where the next comes much later than they usually do.
 *
 * @param interval how far apart they are at least, in ms, where that is known
 */
export function withGaps({ times, values }, interval = 0) {
  const most = Math.max(LEAST_GAP_MS, interval * 1.5, GAP_FACTOR * usualStep(times));
  const broken = { times: [], values: [] };
  for (let i = 0; i < times.length; i++) {
    if (i > 0 && times[i] - times[i - 1] > most) {
      broken.times.push(times[i - 1] + 1);
      broken.values.push(null);
    }
    broken.times.push(times[i]);
    broken.values.push(values[i]);
  }
  return broken;
}

/** The median of the last steps. */
function usualStep(times) {
  const steps = [];
  for (let i = Math.max(1, times.length - SAMPLE); i < times.length; i++) {
    steps.push(times[i] - times[i - 1]);
  }
  return steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
}

/** Some air above and below, also around a line that is flat. */
function range(low, high, from) {
  if (low === null || low === undefined) {
    return [0, 1];
  }
  const air = (high - low) * 0.1 || Math.abs(high) * 0.05 || 1;
  return [from ?? low - air, high + air];
}
