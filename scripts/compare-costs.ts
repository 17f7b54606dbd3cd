// Reproduces the table of costs in the README, and with --imitate its agreement with simulated calls:
//   node scripts/compare-costs.ts [--imitate] [--model alibaba/qwen3.5-flash] [--html FILE]
// Each corpus is compared with its own questions and gold evidence; needs no key and no network.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Comparison,
  compareStrategies,
  formatComparison,
  formatCost,
  load,
  parseQuestions,
  priceCards,
} from '../src/index.ts';

const { values } = parseArgs({
  options: {
    imitate: { type: 'boolean' },
    model: { type: 'string', default: 'alibaba/qwen3.5-flash' },
    html: { type: 'string' },
  },
});
const corpora = path.join(import.meta.dirname, '../corpora');
const strategies = ['full', 'explicit-cache', 'retrieval-4k', 'retrieval-16k', 'one-call'] as const;
// The price of the direct route: over the gateway the price of a read is disputed, and a table of ranges reads badly.
const prices = priceCards.filter(({ route }) => route === 'alibaba');

const rows: string[] = [];
for (const corpus of ['tidepool', 'survey-report', 'harbour-manual']) {
  const folder = path.join(corpora, corpus);
  const comparison = await compareStrategies({
    sources: [load(path.join(folder, 'documents'))],
    model: values.model,
    prices,
    questions: parseQuestions(await readFile(path.join(folder, 'questions.json'), 'utf8')),
    mode: values.imitate ? 'imitate' : 'dry',
    strategies,
    counts: [1, 10],
    arrivals: ['back-to-back'],
  });
  rows.push(...strategies.map((strategy) => formatRow(corpus, strategy, comparison)));
  if (values.html !== undefined) {
    await writeFile(
      values.html.replace(/(\.html)?$/, `-${corpus}.html`),
      formatComparison(comparison, 'html'),
    );
  }
}
process.stdout.write(
  `| corpus | strategy | 1 question | 10 questions | evidence found |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`,
);

function formatRow(corpus: string, strategy: string, { cells, documents }: Comparison): string {
  const own = cells.filter((cell) => cell.strategy === strategy);
  const amounts = own.map((cell) => (cell.outcome === 'priced' ? formatCost(cell.cost) : cell.because));
  const [first] = own;
  const recall = first?.outcome === 'priced' ? first.evidenceRecall : undefined;
  const found =
    recall === undefined
      ? ''
      : `${Math.round(recall.share * 100)} % of ${recall.of} (from ${Math.round(recall.low * 100)} %)`;
  return `| ${corpus} (${Math.round(documents.tokens / 1000)}k) | ${strategy} | ${amounts.join(' | ')} | ${found} |`;
}
