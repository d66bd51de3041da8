// A list that the server gives in parts, one after the other: for what has no numbers of pages.

import { html, nothing, repeat } from '../lib.js';
import { count } from '../base/format.js';
import { rest } from '../base/session.js';
import { icon } from './icons.js';
import { failure, loading } from './list.js';

const TYPING_MS = 250;
const PART = 100;

/**
 * @param options path; parameter: what is asked with the search; search: its label; key(item): what tells items apart;
 *   columns: [{title, cell(item), kind}]; nothing: what to say where there is none
 */
export class Cursor {
  #view;
  #options;
  #typing = 0;
  text = '';
  items = null;
  total = 0;
  #next = null;
  wrong = null;

  constructor(view, options) {
    this.#view = view;
    this.#options = options;
    this.text = options.text ?? '';
    view.onEnd(() => clearTimeout(this.#typing));
    this.load();
  }

  async load(after = null) {
    const { path, parameter } = this.#options;
    const query = new URLSearchParams({ pageSize: PART });
    if (this.text) {
      query.set(parameter, this.text);
    }
    if (after) {
      query.set('after', after);
    }
    try {
      const { data, total, next } = await rest('GET', `${path}?${query}`);
      this.items = after ? [...this.items, ...data] : data;
      this.total = total;
      this.#next = next;
      this.wrong = null;
    } catch (refused) {
      this.wrong = refused;
    }
    this.#view.draw();
  }

  /** Asks anew for the first part, unless somebody has gone further. */
  refresh() {
    return this.items && this.items.length > PART ? null : this.load();
  }

  #type(text) {
    this.text = text;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.load(), TYPING_MS);
  }

  template() {
    const { search, columns, key, nothing: none } = this.#options;
    return html`
      <div class="row gap-below"><div class="search">${icon('search')}
        <input type="search" aria-label=${search} placeholder=${search} .value=${this.text}
          @input=${(event) => this.#type(event.target.value)}></div>
        ${this.items ? html`<span class="quiet small">${count(this.total)} in all</span>` : nothing}</div>
      ${this.wrong ? failure(this.wrong, () => this.load()) : !this.items ? loading()
        : this.items.length === 0 ? html`<p class="quiet">${none}</p>` : html`
        <div class="scroll"><table>
          <thead><tr>${columns.map(({ title, kind }) => html`<th scope="col" class=${kind ?? ''}>${title}</th>`)}</tr></thead>
          <tbody>${repeat(this.items, key, (item) => html`<tr>${columns.map(({ cell, kind }) => html`
            <td class=${kind ?? ''}>${cell(item)}</td>`)}</tr>`)}</tbody>
        </table></div>
        ${this.#next ? html`<p class="pager"><button @click=${() => this.load(this.#next)}>Show more</button></p>`
          : nothing}`}`;
  }
}
