// A list that the server gives in parts, one after the other: for what has no numbers of pages.

import { html, nothing, repeat } from '../lib.js';
import { count } from '../base/format.js';
import { note } from '../base/route.js';
import { rest } from '../base/session.js';
import { words } from '../base/toast.js';
import { icon } from './icons.js';
import { failure, loading } from './list.js';
import { moveByArrows } from './rows.js';
import { terminal } from './terminal.js';

const TYPING_MS = 250;
const PART = 100;

/**
 * @param options path; parameter: what is asked with the search, and stands in the address; at: the page that shows it;
 *   fixed: what else stands in its address; search: its label; key(item): what tells items apart; columns: [{title, cell(item), kind}]; nothing: what to say where there is none
 */
export class Cursor {
  #view;
  #options;
  #typing = 0;
  text = '';
  items = null;
  total = 0;
  #next = null;
  #asked = 0;
  wrong = null;

  constructor(view, options) {
    this.#view = view;
    this.#options = options;
    this.text = options.text ?? '';
    view.onEnd(() => clearTimeout(this.#typing));
    this.load();
  }

  async load(after = null) {
    const asked = ++this.#asked;
    try {
      const { data, total, next } = await rest('GET', this.#path(after));
      if (asked !== this.#asked) {
        return;
      }
      this.items = after ? [...this.items, ...data] : data;
      this.total = total;
      this.#next = next;
      this.wrong = null;
    } catch (refused) {
      this.wrong = refused;
    }
    this.#view.draw();
  }

  #path(after = null) {
    const { path, parameter } = this.#options;
    const query = new URLSearchParams({ pageSize: PART });
    if (this.text) {
      query.set(parameter, this.text);
    }
    if (after) {
      query.set('after', after);
    }
    return `${path}?${query}`;
  }

  /** Asks anew for the first part, unless somebody has gone further. */
  refresh() {
    return this.items && this.items.length > PART ? null : this.load();
  }

  #type(text) {
    this.text = text;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => {
      const { at, fixed, parameter } = this.#options;
      note(at, { ...fixed, [parameter]: text });
      this.load();
    }, TYPING_MS);
  }

  template() {
    const { search, columns, key, nothing: none } = this.#options;
    return html`
      <div class="row gap-below"><div class="search">${icon('search')}
        <input type="search" aria-label=${search} placeholder=${search} .value=${this.text}
          @input=${(event) => this.#type(event.target.value)}></div>
        ${this.items ? html`<span class="quiet small">${count(this.total)} in all</span>` : nothing}</div>
      ${this.wrong && this.items ? html`<p role="alert" class="problem">${words(this.wrong)}</p>` : nothing}
      ${this.wrong && !this.items ? failure(this.wrong, () => this.load()) : !this.items ? loading()
        : this.items.length === 0 ? html`<p class="quiet">${none}</p>` : html`
        <div class="scroll"><table>
          <thead><tr>${columns.map(({ title, kind }) => html`<th scope="col" class=${kind ?? ''}>${title}</th>`)}</tr></thead>
          <tbody @keydown=${moveByArrows}>${repeat(this.items, key, (item) => html`<tr>${columns.map(({ cell, kind }) => html`
            <td class=${kind ?? ''}>${cell(item)}</td>`)}</tr>`)}</tbody>
        </table></div>
        ${this.#next ? html`<p class="pager"><button @click=${() => this.load(this.#next)}>Show more</button></p>`
          : nothing}`}
      ${terminal(this.#path())}`;
  }
}
