// What each page gets: a place to draw, and a list of what ends with it.

import { render } from '../lib.js';
import { problem } from './toast.js';

const CONTROLS = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary';

export class View {
  #root;
  #ends = [];
  #frame = 0;
  #template = null;
  #attempts = 0; // that are under way
  isOver = false;

  constructor(root) {
    this.#root = root;
  }

  get root() {
    return this.#root;
  }

  /** What is drawn from now on: a function that says how the page looks. */
  show(template) {
    this.#template = template;
    this.drawNow();
  }

  /** Draws soon: however often it is called, once a frame. */
  draw() {
    this.#frame ||= requestAnimationFrame(() => this.drawNow());
  }

  drawNow() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (!this.isOver && this.#template) {
      const before = whereFocusIs(this.#root);
      render(this.#template(), this.#root);
      before?.find((element) => element.isConnected && focusIn(element));
    }
  }

  /** Does something again and again while somebody looks; the next time begins when the last has ended. */
  every(ms, task) {
    let timer = 0;
    const turn = async () => {
      if (!document.hidden) {
        await task();
      }
      if (!this.isOver) {
        timer = setTimeout(turn, ms);
      }
    };
    timer = setTimeout(turn, ms);
    this.onEnd(() => clearTimeout(timer));
  }

  onEnd(task) {
    if (this.isOver) {
      task();
    } else {
      this.#ends.push(task);
    }
  }

  /** Does what may be refused, and says so in a toast; what takes longer is seen. Resolves with whether it went well. */
  async attempt(task) {
    this.#attempts++;
    this.#root.ariaBusy = 'true';
    try {
      await task();
      return true;
    } catch (refused) {
      if (!this.isOver) {
        problem(refused);
      }
      return false;
    } finally {
      this.#root.ariaBusy = String(--this.#attempts > 0);
      this.draw();
    }
  }

  end() {
    this.isOver = true;
    cancelAnimationFrame(this.#frame);
    this.#ends.forEach((task) => task());
  }
}

/** What has the focus, and what is around it; nothing where the focus is elsewhere. */
function whereFocusIs(root) {
  const around = [];
  for (let one = document.activeElement; root.contains(one); one = one.parentElement) {
    around.push(one);
  }
  return around.length > 1 ? around : null;
}

/** Who works with the keyboard goes on beside what is gone: a button that was pressed may have done its work. */
function focusIn(element) {
  if (document.activeElement === document.body) {
    const next = element.matches(CONTROLS) ? element : element.querySelector(CONTROLS);
    next?.focus({ preventScroll: true });
  }
  return document.activeElement !== document.body;
}
