// The two libraries of these pages, from the server's own webjars: their versions stand here and in index.html only.
export { html, svg, render, nothing } from '/webjars/lit-html/3.3.2/lit-html.js';
export { live } from '/webjars/lit-html/3.3.2/directives/live.js';
export { repeat } from '/webjars/lit-html/3.3.2/directives/repeat.js';
export { default as uPlot } from '/webjars/uplot/1.6.30/dist/uPlot.esm.js';
