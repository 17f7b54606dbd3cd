import {
  formatCost,
  type LedgerSum,
  type NamedLedgerSum,
  repriceLedger,
  summarizeLedger,
} from '../../index.ts';
import { type Command, jsonOption, readChoice } from '../command.ts';
import { formatJson } from '../json.ts';
import { ledgerOption, openLedger } from '../open-ledger.ts';
import { readPrices } from '../read-prices.ts';
import { printable } from '../terminal.ts';

export const cost: Command = {
  name: 'cost',
  usage: '[--by question|context|day] [--reprice CARD.JSON] [--ledger FILE] [--json]',
  summary: 'What questions have cost so far.',
  options: {
    by: { type: 'string', value: 'WHAT', summary: 'question, context or day; by day unless told' },
    reprice: {
      type: 'string',
      value: 'CARD.JSON',
      summary: 'reckon all costs anew from the tokens, at these prices',
    },
    ...ledgerOption,
    ...jsonOption,
  },
  async run({ values, terminal, env, abortSignal }) {
    const by = readChoice(values, 'by', ['question', 'context', 'day']) ?? 'day';
    const ledger = openLedger({ values, env });
    const prices = await readPrices({ values, env, abortSignal }, 'reprice');
    const entries = ledger === undefined ? [] : ledger.read();
    const summary = await summarizeLedger(prices === undefined ? entries : repriceLedger(entries, prices));
    if (values.json === true) {
      await terminal.data(formatJson(summary));
      return 0;
    }
    if (summary.total.requests === 0) {
      terminal.notice('Nothing has been asked of a provider yet.');
      return 0;
    }
    const groups = { question: summary.questions, context: summary.contexts, day: summary.days }[by];
    await terminal.data(formatSums([...groups, { name: 'total', ...summary.total }]));
    return 0;
  },
};

function formatSums(sums: readonly NamedLedgerSum[]): string {
  const rows = sums.map((sum) => ({ name: shorten(printable(sum.name)), what: describeSum(sum) }));
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, what }) => `${name.padEnd(width)}  ${what}\n`).join('');
}

function describeSum({ cost: known, requests, tokens, unknownRequests, unknownAtMost }: LedgerSum): string {
  const { uncached, cacheWrite, cacheRead, output } = tokens;
  const reported = known.reported === undefined ? '' : ` (the provider says $${known.reported})`;
  const bound =
    unknownAtMost === undefined
      ? ''
      : `, at most ${formatCost({ ...unknownAtMost, min: unknownAtMost.max })}`;
  const unknown = unknownRequests === 0 ? '' : `; ${unknownRequests} of unknown cost${bound}`;
  return `${formatCost(known)}${reported}  ${requests} request${requests === 1 ? '' : 's'}: ${uncached} new, ${cacheWrite} written, ${cacheRead} read, ${output} out${unknown}`;
}

function shorten(name: string): string {
  const line = name.replaceAll(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
