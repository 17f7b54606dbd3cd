import vm from 'node:vm';
import { beforeAll, expect, test } from 'vitest';
import type { Comparison, PricedCell } from '../../src/compare/comparison.ts';
import { formatComparison } from '../../src/compare/format-comparison.ts';
import { roundAmounts, spreadLabels, thinOut } from '../../src/compare/html/chart-parts.ts';
import { compareStrategies } from '../../src/compare-strategies.ts';
import type { TextSegment } from '../../src/segment.ts';
import { mockModel } from '../helpers/mock-model.ts';

let comparison: Comparison;
let html: string;
let priced: readonly PricedCell[];
const gates: TextSegment = {
  ...{ type: 'text', source: 'gates.md', location: { type: 'lines', start: 1, end: 900 } },
  text: Array.from({ length: 900 }, (_, index) => `Gate ${index} opens at ${index % 24}.`).join('\n'),
};
beforeAll(async () => {
  comparison = await compareStrategies({
    sources: [[gates]],
    model: mockModel(),
    questions: [
      {
        question: 'When does gate 7 open?',
        evidence: [
          { source: 'gates.md', location: { type: 'lines', start: 8, end: 8 }, quote: 'Gate 7 opens at 7.' },
        ],
      },
    ],
    strategies: ['full', 'explicit-cache', 'implicit-cache', 'retrieval-4k', 'tools'],
  });
  html = formatComparison(comparison, 'html');
  priced = comparison.cells.filter((cell) => cell.outcome === 'priced');
});

test('Markdown begins with the answer and has a table for each arrival, with where each row is from', () => {
  const report = formatComparison(comparison);
  expect(report.startsWith(`${comparison.answer}\n`)).toBe(true);
  expect(report.match(/^\| strategy \| 1 question \| 2 questions \|/gm)).toHaveLength(2);
  expect(report).toMatch(/^\| explicit-cache \| \$0\.\d+ .*\| 100 % \| formula \|$/m);
  expect(report).toContain('| implicit-cache | the model caches nothing by itself |');
  expect(report).toContain(
    'tools: the model searches by itself, three times 4,000 tokens (by its formula alone)',
  );
});

test('JSON is the comparison, whole', () => {
  expect(JSON.parse(formatComparison(comparison, 'json'))).toEqual(JSON.parse(JSON.stringify(comparison)));
});

test('the page is one file that loads nothing', () => {
  expect(html).toContain("default-src 'none'");
  expect(html).not.toMatch(/\b(src|href|srcset)=|url\(|@import|fetch\(/);
  expect(html.replace(/<script>[\s\S]*/, '')).not.toMatch(/NaN|Infinity|undefined/);
  expect(html.indexOf(comparison.answer.slice(0, 40))).toBeLessThan(html.indexOf('<svg'));
});

test('the strategies stand side by side, the cheapest first, with the chosen one marked', () => {
  const overview = /<table class="overview"[\s\S]*?<\/table>/.exec(html)?.[0] ?? '';
  const names = [...overview.matchAll(/role="rowheader">([\w-]+)/g)].map(([, name]) => name);
  const at = priced.filter(
    ({ questions, arrival }) =>
      questions === comparison.choice?.questions && arrival === comparison.choice.arrival,
  );
  const byCost = at
    .toSorted((a, b) => (a.cost?.max ?? 0) - (b.cost?.max ?? 0))
    .map(({ strategy }) => strategy);
  expect(names).toEqual([...byCost, 'implicit-cache']);
  expect(overview.match(/class="chosen"/g)).toHaveLength(1);
  expect(overview).toMatch(new RegExp(`class="chosen">.*?>${comparison.choice?.strategy}<`));
  expect(overview).toContain('the model caches nothing by itself');
});

test('each chart says in words what it shows, for a wide screen and for a phone, and marks the break-evens', () => {
  const charts = html.match(/<svg class="(wide|narrow)" [^>]*>/g) ?? [];
  expect(charts).toHaveLength(3 * 2);
  for (const chart of charts) expect(chart).toMatch(/role="img" aria-label="[^"]{40,}"/);
  const marks = html.match(
    /<g class="even"><title>explicit-cache costs less than full from question 2 on\./g,
  );
  expect(marks).toHaveLength(2);
  expect(html).toContain('<li>explicit-cache costs less than full from question 2 on.</li>');
  expect(html.match(/<polyline points="[\d., ]+"/g)?.length).toBe(2 * (4 + 4));
});

test('arrivals at which everything costs the same share a chart', async () => {
  const alike = await compareStrategies({
    ...{ sources: [[gates]], model: mockModel(), strategies: ['full', 'explicit-cache'] },
    arrivals: ['back-to-back', 'gaps', 'one-a-minute'],
  });
  const heads = formatComparison(alike, 'html').match(/<h2>Cost, [^<]*/g);
  expect(heads).toEqual(['<h2>Cost, questions back-to-back or one-a-minute', '<h2>Cost, questions gaps']);
});

test('every cell stands in the table, with a value to sort and filter by', () => {
  const table = /<table id="cells">([\s\S]*?)<\/table>/.exec(html)?.[1] ?? '';
  const body = /<tbody>([\s\S]*)<\/tbody>/.exec(table)?.[1] ?? '';
  expect(body.match(/<tr>/g)).toHaveLength(comparison.cells.length);
  const heads = table.match(/<th scope="col"[^>]*><button type="button">/g)?.length ?? 0;
  expect(body.match(/<t[dh] [^>]*data-value=/g)).toHaveLength(heads * comparison.cells.length);
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  expect(() => new vm.Script(script)).not.toThrow();
});

test('text from outside cannot become markup', () => {
  const hostile = {
    ...comparison,
    answer: '<script>alert(1)</script>',
    documents: { ...comparison.documents, name: '"><img>' },
  };
  const page = formatComparison(hostile, 'html');
  expect(page.match(/<script>/g)).toHaveLength(1);
  expect(page).not.toContain('<img>');
});

test('labels that would lie on each other are moved apart in their order, and stay on the chart', () => {
  expect(spreadLabels([10, 12, 100], 15, 200)).toEqual([10, 25, 100]);
  expect(spreadLabels([100, 98, 99], 15, 110)).toEqual([110, 80, 95]);
});

test('an axis is ruled at round amounts that hold all values', () => {
  expect(roundAmounts(0.0021, 0.0048)).toEqual([0.002, 0.005]);
  expect(roundAmounts(0.3, 0.3)).toEqual([0.2, 0.5]);
  expect(roundAmounts(0.001, 0.001)).toEqual([0.001, 0.002]);
  expect(roundAmounts(0.0006, 0.56)).toEqual([0.0005, 0.001, 0.01, 0.1, 1]);
  expect(roundAmounts(3, 4_500)).toEqual([2, 10, 100, 1_000, 5_000]);
});

test('numbers on an axis are left out where they would touch', () => {
  expect(thinOut([1, 2, 3, 9], (value) => value * 10, 20)).toEqual([1, 3, 9]);
});
