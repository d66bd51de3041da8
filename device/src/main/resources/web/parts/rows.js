// What tables of many rows have in common.

/** Arrow keys go from row to row, by what can be focused in them: the same column's, where it has something. */
export function moveByArrows(event) {
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
  const cell = event.target.closest('td');
  if (!step || !cell || event.target.matches('input, select, textarea')) {
    return;
  }
  const row = cell.parentElement[step];
  (row?.cells[cell.cellIndex]?.querySelector('a, button') ?? row?.querySelector('a, button'))?.focus();
  event.preventDefault();
}
