/**
 * The look of the report: one column, dark where the reader's system is. On a phone each chart has a drawing of its own, the strategies
 * stand under each other, and the table of all cells scrolls by itself with the names in place.
 */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --soft: #55606c; --rule: #d5dae0; --note: #f1f5fa; --accent: #2f74c0;
--tone0: #2f74c0; --tone1: #b35c00; --tone2: #2c8a4b; --tone3: #a8328f; --tone4: #7b61c9; --tone5: #b3312c; --tone6: #16808a; --tone7: #7a6a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --paper: #14171b; --soft: #a9b2be; --rule: #39414b; --note: #1d232b; --accent: #6cb0f5;
--tone0: #6cb0f5; --tone1: #f0a04b; --tone2: #6fce8d; --tone3: #ea86d6; --tone4: #b5a2f2; --tone5: #f28a84; --tone6: #5cc7d1; --tone7: #d6c54a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.25rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); overflow-wrap: break-word; }
h1 { font-size: 1.35rem; margin: .5rem 0 1rem; } h2 { font-size: 1.1rem; margin: 2.25rem 0 .75rem; }
.answer { background: var(--note); border-left: 4px solid var(--accent); padding: .9rem 1.1rem; }
.answer p { margin: 0; font-size: 1.2rem; } .answer .more { margin-top: .6rem; font-size: 1rem; }
.about, figcaption, small { color: var(--soft); } p.about { margin: .5rem 0; font-size: .925rem; } figcaption { margin-top: .5rem; }
figure { margin: 0; } figure ul, section > ul { padding-left: 1.2rem; } li { margin: .25rem 0; }
svg { display: block; width: 100%; height: auto; font: 13px system-ui, sans-serif; } 
svg text { fill: var(--ink); } .grid, .lead { stroke: var(--rule); }
polyline { fill: none; stroke: currentColor; stroke-width: 2; } .second polyline { stroke-dasharray: 7 3; } svg g circle, svg g rect, svg g path { fill: currentColor; }
.whisker { stroke: currentColor; stroke-opacity: .55; }
.even line { stroke: var(--soft); stroke-dasharray: 2 4; } .even text { fill: var(--soft); }
.frontier { stroke: var(--soft); stroke-dasharray: 5 4; }
.tone0 { color: var(--tone0); } .tone1 { color: var(--tone1); } .tone2 { color: var(--tone2); } .tone3 { color: var(--tone3); }
.tone4 { color: var(--tone4); } .tone5 { color: var(--tone5); } .tone6 { color: var(--tone6); } .tone7 { color: var(--tone7); }
.legend { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .1rem 1rem; list-style: none; margin: .5rem 0; padding: 0 !important; font-size: .925rem; }
.key { display: inline-block; width: 1rem; vertical-align: -.15rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; } caption { text-align: left; color: var(--soft); padding: .25rem 0; }
th, td { text-align: left; padding: .35rem .7rem; border-bottom: 1px solid var(--rule); vertical-align: top; } th { font-weight: 600; } .number { text-align: right; }
.overview { width: 100%; } .overview small { display: block; font-weight: 400; } .overview .what { display: none; }
.chosen { background: var(--note); } .chosen > th { box-shadow: inset 4px 0 var(--accent); }
.scroll { font-size: .9rem; overflow: auto; max-height: min(80vh, 44rem); border: 1px solid var(--rule); } .scroll th, .scroll td { white-space: nowrap; background: var(--paper); }
.scroll td:last-child { white-space: normal; min-width: 12rem; }
.scroll thead th { position: sticky; top: 0; z-index: 1; } .scroll tbody th { position: sticky; left: 0; } .scroll thead th:first-child { left: 0; z-index: 2; }
.scroll caption { padding: .35rem .7rem; } .scroll table { min-width: 100%; border-collapse: separate; border-spacing: 0; }
th button { all: unset; cursor: pointer; } th button::after { content: " \\2195"; content: " \\2195" / ""; color: var(--soft); }
th[aria-sort=ascending] button::after { content: " \\2191"; content: " \\2191" / ""; color: inherit; } th[aria-sort=descending] button::after { content: " \\2193"; content: " \\2193" / ""; color: inherit; }
:focus-visible, th button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
fieldset { border: 1px solid var(--rule); margin: 0; padding: .5rem .8rem .8rem; display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; } label { display: flex; gap: .4rem; align-items: center; } select { font: inherit; min-height: 2rem; max-width: 14rem; }
svg.narrow, .legend.narrow { display: none; }
summary { cursor: pointer; } details { margin-top: .5rem; }
@media (max-width: 44rem) {
body { padding: 1rem; } .answer p { font-size: 1.1rem; } svg.wide { display: none; } svg.narrow { display: block; } .legend.narrow { display: grid; } svg { font-size: 12px; }
.scroll th, .scroll td { padding: .35rem .5rem; } label { width: 100%; justify-content: space-between; }
.overview, .overview caption, .overview tbody, .overview tr, .overview th { display: block; text-align: left; } .overview td { display: inline-block; text-align: left; } .overview thead { position: absolute; clip-path: inset(50%); }
.overview tr { border-bottom: 1px solid var(--rule); padding: .4rem 0; } .overview th, .overview td { border: 0; padding: .1rem .6rem; } .overview .what { display: inline; color: var(--soft); }
}
@media print { fieldset, summary { display: none; } .scroll { overflow: visible; max-height: none; } }
`;

/**
 * Sorts by the column whose head is pressed, what is not known last, and shows only the rows that are asked for; says both to a screen
 * reader. Without it the table is whole.
 */
export const pageScript = `
const table = document.getElementById('cells'), shown = document.getElementById('shown');
const rows = [...table.tBodies[0].rows], filters = [...document.querySelectorAll('select')];
let sorted = '';
const tell = () => { shown.textContent = rows.filter((row) => !row.hidden).length + ' of ' + rows.length + ' rows' + sorted; };
const compare = (a, b) => (isNaN(a) || isNaN(b) ? a.localeCompare(b, 'en', { numeric: true }) : a - b);
for (const button of table.querySelectorAll('thead button')) button.addEventListener('click', () => {
  const head = button.closest('th'), down = head.getAttribute('aria-sort') === 'ascending';
  for (const other of table.querySelectorAll('thead th')) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const key = (row) => row.cells[head.cellIndex].dataset.value;
  rows.sort((a, b) => (key(a) === '') - (key(b) === '') || (down ? -1 : 1) * compare(key(a), key(b)));
  table.tBodies[0].append(...rows);
  sorted = ', by ' + button.textContent + (down ? ', highest first' : ', lowest first');
  tell();
});
for (const filter of filters) filter.addEventListener('change', () => {
  for (const row of rows) row.hidden = filters.some(({ value, dataset }) => value !== '' && row.cells[dataset.column].dataset.value !== value);
  tell();
});
`;
