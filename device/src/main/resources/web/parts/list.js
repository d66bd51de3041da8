// A table of many rows of which the server sends a page at a time: search, sort, filter and page stand in the address.

import { html, nothing, repeat } from '../lib.js';
import { note } from '../base/route.js';
import { rest } from '../base/session.js';
import { words } from '../base/toast.js';
import { count } from '../base/format.js';
import { icon } from './icons.js';
import { moveByArrows } from './rows.js';
import { terminal } from './terminal.js';

const TYPING_MS = 250;
const PAGE_SIZE = 50;

/**
 * @param at the path of the page that shows it
 * @param parameters of the address
 * @param options source(query): the path to ask, query a URLSearchParams with page, textSearch and sort; columns:
 *   [{title, sort, hidden, cell(item), kind}]; filters: names of further parameters of the address; search: what can be
 *   searched, or nothing; empty(filtered): what to show where there is nothing; prefix of its parameters where a page
 *   has several; each(items) hears what was loaded
 */
export class List {
  #view;
  #at;
  #options;
  #typing = 0;
  #asked = 0;
  #isWaiting = false; // for something else than what is shown
  state;
  data = null;
  wrong = null;

  constructor(view, at, parameters, options) {
    this.#view = view;
    this.#at = at;
    this.#options = options;
    this.state = { search: parameters.get('search') ?? '', page: Number(parameters.get('page') ?? 0),
      sort: parameters.get('sort') ?? options.sort ?? '', order: parameters.get('order') ?? options.order ?? 'ASC' };
    for (const name of options.filters ?? []) {
      this.state[name] = parameters.get(name) ?? '';
    }
    view.onEnd(() => clearTimeout(this.#typing));
  }

  /** Asks for the page anew. What comes late, after another question, is forgotten. */
  async load() {
    const asked = ++this.#asked;
    try {
      const data = await rest('GET', this.#path());
      if (asked === this.#asked) {
        this.data = data;
        this.wrong = null;
        this.#isWaiting = false;
        this.#options.each?.(data.data);
      }
    } catch (refused) {
      if (asked === this.#asked) {
        this.wrong = refused;
        this.#isWaiting = false;
      }
    }
    this.#view.draw();
  }

  #path() {
    const { page, search, sort, order } = this.state;
    const query = new URLSearchParams({ pageSize: PAGE_SIZE, page });
    if (search) {
      query.set('textSearch', search);
    }
    if (sort) {
      query.set('sortProperty', sort);
      query.set('sortOrder', order);
    }
    return this.#options.source(query, this.state);
  }

  /** Changes what is shown: {page: 2}, {state: 'active'}. All but another page begins at the first. */
  change(what) {
    Object.assign(this.state, { page: 0 }, what);
    const { page, order, ...others } = this.state;
    note(this.#at, { ...this.#options.fixed, ...others, page: page || '', order: order === 'ASC' ? '' : order });
    this.#isWaiting = true;
    this.#view.draw();
    return this.load();
  }

  total() {
    return this.data?.totalElements ?? null;
  }

  searchField() {
    return html`<div class="search">${icon('search')}
      <input type="search" aria-label=${this.#options.search} placeholder=${this.#options.search}
        .value=${this.state.search} @input=${(event) => this.#type(event.target.value)}></div>`;
  }

  #type(search) {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.change({ search }), TYPING_MS);
  }

  table() {
    if (this.wrong && !this.data) {
      return failure(this.wrong, () => this.load());
    }
    if (!this.data) {
      return loading();
    }
    const columns = this.#options.columns.filter((column) => !column.hidden);
    return html`
      ${this.wrong ? html`<p role="alert" class="problem">${words(this.wrong)}</p>` : nothing}
      ${this.data.data.length === 0 ? this.#options.empty(this.#isFiltered()) : html`
        <div class="scroll"><table aria-busy=${this.#isWaiting ? 'true' : 'false'}>
          <thead><tr>${columns.map((column) => this.#heading(column))}</tr></thead>
          <tbody @keydown=${moveByArrows}>${repeat(this.data.data, ({ id }) => id.id, (item) => html`
            <tr>${columns.map((column) => html`<td class=${column.kind ?? ''}>${column.cell(item)}</td>`)}</tr>`)}
          </tbody>
        </table></div>
        ${this.#pager()}`}
      ${terminal(this.#path())}`;
  }

  #heading({ title, sort, kind }) {
    if (!sort) {
      return html`<th class=${kind ?? ''} scope="col">${title}</th>`;
    }
    const here = this.state.sort === sort;
    const descending = here && this.state.order === 'DESC';
    const turned = { sort, order: here && !descending ? 'DESC' : 'ASC' };
    return html`<th class=${kind ?? ''} scope="col"
      aria-sort=${here ? (descending ? 'descending' : 'ascending') : 'none'}>
      <button class="sort" @click=${() => this.change(turned)}>${title}
        ${here ? icon(descending ? 'down' : 'up') : nothing}</button></th>`;
  }

  #pager() {
    const { totalPages, totalElements, hasNext } = this.data;
    if (totalPages <= 1) {
      return nothing;
    }
    const { page } = this.state;
    const go = (event) => this.change({ page: Math.min(Math.max(1, Math.trunc(event.target.value) || 1), totalPages) - 1 });
    const first = page * PAGE_SIZE;
    return html`<nav class="pager" aria-label="Pages">
      <span>${count(first + 1)} to ${count(Math.min(totalElements, first + PAGE_SIZE))} of ${count(totalElements)}</span>
      <button ?disabled=${page === 0} @click=${() => this.change({ page: page - 1 })}>${icon('left')} Previous</button>
      <label>Page <input type="number" min="1" max=${totalPages} .value=${String(page + 1)} @change=${go}>
        of ${count(totalPages)}</label>
      <button ?disabled=${!hasNext} @click=${() => this.change({ page: page + 1 })}>Next ${icon('right')}</button>
    </nav>`;
  }

  #isFiltered() {
    return this.state.search !== '' || (this.#options.filters ?? []).some((name) => this.state[name] !== '');
  }
}

/** What stands where something is still on its way. */
export const loading = () => html`<div class="loading" role="status" aria-label="Loading"><i></i><i></i><i></i></div>`;

/** What stands where something could not be loaded. */
export const failure = (refused, again) => html`
  <div class="empty" role="alert"><h2>This could not be loaded</h2><p class="problem">${words(refused)}</p>
    <button @click=${again}>Try again</button></div>`;
