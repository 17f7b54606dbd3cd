import {
  type Context,
  type DecisionRecord,
  estimateCost,
  formatCost,
  prepareContext,
  type StrategyChoice,
} from '../../index.ts';
import { type Command, jsonOption, modelOptions } from '../command.ts';
import { describeSkipped } from '../describe-skipped.ts';
import { formatJson } from '../json.ts';
import { openPaths } from '../open-paths.ts';
import { planningModel } from '../planning-model.ts';
import { showProgress } from '../show-progress.ts';
import { printable } from '../terminal.ts';

export const inspect: Command = {
  name: 'inspect',
  usage: '[path…] [--model NAME] [--context-window TOKENS] [--once] [--json]',
  summary:
    'Show what would be read and skipped, whether it fits, and what asking would cost. Needs no key and no network.',
  options: {
    ...modelOptions,
    once: { type: 'boolean', summary: 'plan for a single question, without the cache' },
    ...jsonOption,
  },
  async run({ positionals, values, terminal, abortSignal }) {
    const { sources, display } = await openPaths(positionals, { abortSignal });
    const context = await prepareContext({
      sources,
      ...planningModel(values),
      ...(values.once === true && { expectedQuestions: 1 }),
      abortSignal,
      onProgress: showProgress(terminal),
    });
    const { decision, coverage, skipped, profile } = context;
    const { first, next, atMost } = estimateCost({ context });
    if (values.json === true) {
      const cost = { first, next, atMost };
      await terminal.data(formatJson({ model: profile.id, decision, cost, coverage, skipped }));
      return 0;
    }
    await terminal.data(describe(context, display));
    return 0;
  },
};

function describe(context: Context, display: (source: string) => string): string {
  const { decision, coverage, skipped, profile } = context;
  const largest = [...coverage.documents].sort((a, b) => b.tokens - a.tokens).slice(0, 10);
  const lines = [
    `${coverage.documents.length} documents, ${coverage.segments} segments, ${count(decision.tokens.documents)} tokens (estimated, margin ${(decision.tokens.margin * 100).toFixed(0)} %) for ${profile.id}`,
    decision.reason,
    `Cache: ${describeCache(decision)}`,
    '',
    'Largest:',
    ...largest.map(({ source, tokens }) => `${count(tokens).padStart(12)}  ${display(source)}`),
    '',
    "A question would cost (first, then each further one within the cache's life):",
    ...decision.choices.map(describeChoice),
    ...describePrices(decision),
    '',
    skipped.length === 0 ? 'Nothing was skipped.' : `Skipped (${skipped.length}):`,
    ...skipped.map((skip) => `  ${describeSkipped(skip)}`),
  ];
  return `${printable(lines.join('\n'))}\n`;
}

function describeCache({ cache }: DecisionRecord): string {
  switch (cache.because) {
    case 'follow-ups-expected':
      return 'the prefix is marked; the first question writes it, further ones read it.';
    case 'one-question':
      return 'not marked, since one lone question is cheaper without.';
    case 'under-minimum':
      return "not marked, since the documents are under the cache's minimum.";
    case 'automatic':
      return 'the provider caches by itself.';
    case 'no-cache':
      return 'none is known for this model.';
    case 'retrieval':
      return 'none, since each question gets other passages.';
  }
}

function describeChoice({ strategy, fits, inputTokens, first, next }: StrategyChoice): string {
  const amounts = fits ? `${formatCost(first)}, then ${formatCost(next)}` : 'does not fit';
  return `  ${strategy.padEnd(14)} ${count(inputTokens).padStart(11)} tokens in   ${amounts}`;
}

function describePrices({ prices }: DecisionRecord): string[] {
  return prices.map(({ source, date }) => `  Prices: ${source}, read ${date}`);
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
