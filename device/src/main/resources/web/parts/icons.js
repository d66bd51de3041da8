// Small pictures: 20 by 20, one line thick, in the colour of the text around them.

import { html, svg } from '../lib.js';

const PATHS = {
  overview: 'M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM11 11h6v6h-6z',
  devices: 'M5 5h10v10H5zM8 8h4v4H8zM7 2v3M13 2v3M7 15v3M13 15v3M2 7h3M2 13h3M15 7h3M15 13h3',
  firmware: 'M10 3v9M6 8.5 10 12.5 14 8.5M3 14v3h14v-3',
  alarms: 'M4 14h12l-1.5-2V8.5a4.5 4.5 0 0 0-9 0V12zM8.5 16.5a1.7 1.7 0 0 0 3 0M10 4V2.5',
  people: 'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 17c0-3 2.5-5 5.5-5s5.5 2 5.5 5M13 4a3 3 0 0 1 0 5.5M15 12.5c2 .8 3 2.5 3 4.5',
  broker: 'M10 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM5.5 14.5a6.4 6.4 0 0 1 0-9M14.5 5.5a6.4 6.4 0 0 1 0 9M3 17a9.9 9.9 0 0 1 0-14M17 3a9.9 9.9 0 0 1 0 14',
  console: 'M2.5 4h15v12h-15zM5.5 8l2.5 2-2.5 2M10 12.5h4',
  bricks: 'M3 8h14v8H3zM5.5 8V5h3v3M11.5 8V5h3v3',
  menu: 'M3 5h14M3 10h14M3 15h14',
  close: 'M5 5l10 10M15 5 5 15',
  search: 'M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13 13l4 4',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  check: 'M4 10.5l4 4 8-9',
  light: 'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4',
  dark: 'M16 12.5A7 7 0 0 1 7.5 4a7 7 0 1 0 8.5 8.5z',
  leave: 'M8 3H4v14h4M8 10h9M13.5 6.5 17 10l-3.5 3.5',
  up: 'M5 12.5 10 7.5l5 5',
  down: 'M5 7.5l5 5 5-5',
  left: 'M12.5 5l-5 5 5 5',
  right: 'M7.5 5l5 5-5 5',
  add: 'M10 4v12M4 10h12',
  edit: 'M4 16l.7-3.2L13 4.5l2.5 2.5-8.3 8.3zM11.5 6l2.5 2.5',
  remove: 'M4 6h12M8 6V4h4v2M6 6l.7 10.5h6.6L14 6M8.7 9v5M11.3 9v5',
  pause: 'M7 4v12M13 4v12',
  play: 'M6 4l10 6-10 6z',
  eye: 'M2 10s3-5.5 8-5.5 8 5.5 8 5.5-3 5.5-8 5.5S2 10 2 10zM10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  rotate: 'M16 10a6 6 0 1 1-2-4.5M14.5 2v4h-4',
  upload: 'M10 13V4M6 7.5 10 3.5l4 4M3 14v3h14v-3',
};

/** The picture of a name; says nothing to a screen reader. */
export const icon = (name) => html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">${svg`<path d=${PATHS[name]}/>`}</svg>`;
