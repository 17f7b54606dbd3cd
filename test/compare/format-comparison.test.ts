import vm from 'node:vm';
import { beforeAll, expect, test } from 'vitest';
import type { Comparison } from '../../src/compare/comparison.ts';
import { formatComparison } from '../../src/compare/format-comparison.ts';
import { spreadLabels } from '../../src/compare/html/markup.ts';
import { compareStrategies } from '../../src/compare-strategies.ts';
import { mockModel } from '../helpers/mock-model.ts';

let comparison: Comparison;
let html: string;
beforeAll(async () => {
  const text = Array.from({ length: 900 }, (_, index) => `Gate ${index} opens at ${index % 24}.`).join('\n');
  const location = { type: 'lines', start: 1, end: 900 } as const;
  comparison = await compareStrategies({
    sources: [[{ type: 'text', source: 'gates.md', location, text }]],
    model: mockModel(),
    questions: [
      {
        question: 'When does gate 7 open?',
        evidence: [
          { source: 'gates.md', location: { type: 'lines', start: 8, end: 8 }, quote: 'Gate 7 opens at 7.' },
        ],
      },
    ],
    strategies: ['full', 'explicit-cache', 'implicit-cache', 'retrieval-4k', 'map-reduce'],
  });
  html = formatComparison(comparison, 'html');
});

test('Markdown begins with the answer and has a table for each arrival, with where each row is from', () => {
  const report = formatComparison(comparison);
  expect(report.startsWith(`${comparison.answer}\n`)).toBe(true);
  expect(report.match(/^\| strategy \| 1 question \| 2 questions \|/gm)).toHaveLength(2);
  expect(report).toMatch(/^\| explicit-cache \| \$0\.\d+ .*\| 100 % \| formula \|$/m);
  expect(report).toContain('| implicit-cache | the model caches nothing by itself |');
  expect(report).toContain(
    'map-reduce: the documents in shards, each asked, and the partial answers joined (by its formula)',
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

test('each chart says in words what it shows, and marks the break-evens', () => {
  const charts = html.match(/<svg [^>]*>/g) ?? [];
  expect(charts).toHaveLength(3);
  for (const chart of charts) expect(chart).toMatch(/role="img" aria-label="[^"]{40,}"/);
  expect(html).toContain('<g class="even"><title>explicit-cache costs less than full from question 2 on.');
  expect(html.match(/<polyline points="[\d., ]+"/g)?.length).toBe(4 + 4);
});

test('every cell stands in the table, with a value to sort and filter by', () => {
  const body = /<tbody>([\s\S]*)<\/tbody>/.exec(html)?.[1] ?? '';
  expect(body.match(/<tr>/g)).toHaveLength(comparison.cells.length);
  const heads = html.match(/<th scope="col"><button type="button">/g)?.length ?? 0;
  expect(body.match(/<td data-value=/g)).toHaveLength(heads * comparison.cells.length);
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
