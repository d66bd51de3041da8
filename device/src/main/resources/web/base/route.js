// The address is the state: #/devices?search=cellar&page=2. What a page shows can be sent to somebody.

/** Path and parameters that the address names. */
export function current() {
  const [path, query] = (location.hash.slice(1) || '/overview').split('?');
  return { path, parameters: new URLSearchParams(query) };
}

/** An address with those parameters that say something; a list says it several times. */
export function link(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters)
    .flatMap(([name, value]) => [value].flat().map((one) => [name, one]))
    .filter(([, value]) => value !== '' && value != null));
  return `#${path}${query.size ? `?${query}` : ''}`;
}

/** Goes there. */
export function go(path, parameters) {
  location.hash = link(path, parameters);
}

/** Notes what the page shows now, without leaving it; not where the user has gone elsewhere meanwhile. */
export function note(path, parameters) {
  if (current().path === path) {
    history.replaceState(null, '', link(path, parameters));
  }
}
