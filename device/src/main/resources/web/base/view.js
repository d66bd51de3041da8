// What each page gets: a place to draw, and a list of what ends with it.

import { render } from '../lib.js';
import { problem } from './toast.js';

export class View {
  #root;
  #ends = [];
  #frame = 0;
  #template = null;
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
      render(this.#template(), this.#root);
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

  /** Does what may be refused, and says so in a toast. Resolves with whether it went well. */
  async attempt(task) {
    try {
      await task();
      return true;
    } catch (refused) {
      if (!this.isOver) {
        problem(refused);
      }
      return false;
    } finally {
      this.draw();
    }
  }

  end() {
    this.isOver = true;
    cancelAnimationFrame(this.#frame);
    this.#ends.forEach((task) => task());
  }
}
