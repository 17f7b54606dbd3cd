/** The look of the report: one column, dark where the reader's system is, a table that scrolls by itself on a phone. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --soft: #5a6470; --rule: #d5dae0; --note: #f3f5f8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --paper: #14171b; --soft: #a2abb8; --rule: #343a43; --note: #1d2127; } }
body { margin: 0 auto; max-width: 60rem; padding: 1.25rem; font: 1rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.35rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.answer { font-size: 1.15rem; background: var(--note); border-left: 4px solid #2f74c0; padding: .9rem 1.1rem; }
.about, figcaption { color: var(--soft); } figure { margin: 0; overflow-x: auto; }
svg { width: 100%; min-width: 34rem; height: auto; font: 13px system-ui, sans-serif; }
svg text { fill: var(--ink); } .grid { stroke: var(--rule); } .lead { stroke: var(--rule); }
polyline { fill: none; stroke: currentColor; stroke-width: 2; } svg g circle, svg g rect, svg g path { fill: currentColor; }
.even line { stroke: var(--soft); stroke-dasharray: 2 4; } .even text { fill: var(--soft); }
.frontier { stroke: var(--soft); stroke-dasharray: 5 4; }
.tone0 { color: #2f74c0; } .tone1 { color: #b35c00; } .tone2 { color: #2c8a4b; } .tone3 { color: #a8328f; }
.tone4 { color: #7b61c9; } .tone5 { color: #b3312c; } .tone6 { color: #16808a; } .tone7 { color: #7a6a00; }
@media (prefers-color-scheme: dark) { .tone0 { color: #6cb0f5; } .tone1 { color: #f0a04b; } .tone2 { color: #6fce8d; } .tone3 { color: #ea86d6; }
.tone4 { color: #b5a2f2; } .tone5 { color: #f28a84; } .tone6 { color: #5cc7d1; } .tone7 { color: #d6c54a; } }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th button { all: unset; cursor: pointer; font-weight: 600; } th button:focus-visible, select:focus-visible { outline: 2px solid #2f74c0; outline-offset: 2px; }
th[aria-sort=ascending] button::after { content: " \\25b2"; } th[aria-sort=descending] button::after { content: " \\25bc"; }
label { margin-right: 1rem; } select { font: inherit; }
@media print { select, label { display: none; } }
`;

/** Sorts by the column whose head is pressed, and shows only the rows that are asked for. Without it the table is whole. */
export const pageScript = `
const table = document.querySelector('table'), rows = [...table.tBodies[0].rows], filters = [...document.querySelectorAll('select')];
for (const head of table.querySelectorAll('th button')) head.addEventListener('click', () => {
  const cell = head.closest('th'), down = cell.getAttribute('aria-sort') === 'ascending';
  for (const other of table.querySelectorAll('th')) other.removeAttribute('aria-sort');
  cell.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const key = (row) => row.cells[cell.cellIndex].dataset.value;
  const order = (a, b) => (isNaN(key(a)) || isNaN(key(b)) ? key(a).localeCompare(key(b)) : key(a) - key(b));
  table.tBodies[0].append(...rows.sort((a, b) => (down ? -order(a, b) : order(a, b))));
});
const show = () => {
  for (const row of rows) row.hidden = filters.some((each) => each.value !== '' && row.cells[each.dataset.column].dataset.value !== each.value);
  document.querySelector('output').textContent = rows.filter((row) => !row.hidden).length + ' of ' + rows.length + ' rows';
};
for (const each of filters) each.addEventListener('change', show);
`;
