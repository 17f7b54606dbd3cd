import {
  arrivalNames,
  type Context,
  type CostEstimate,
  type DecisionRecord,
  estimateCost,
  formatCost,
  type LeaveOutCandidate,
  prepareContext,
  type StrategyChoice,
  type StrategyQuote,
} from '../../index.ts';
import {
  type Command,
  fitOption,
  jsonOption,
  modelOptions,
  pricesOption,
  readChoice,
  readFit,
  readWholeNumber,
} from '../command.ts';
import { describeSkipped } from '../describe-skipped.ts';
import { formatJson } from '../json.ts';
import { cacheOptions, openCache } from '../open-cache.ts';
import { attachOption, changeOptions, loadingOptions, openPaths } from '../open-paths.ts';
import { planningModel } from '../planning-model.ts';
import { readPrices } from '../read-prices.ts';
import { showProgress } from '../show-progress.ts';
import { printable } from '../terminal.ts';
import { buildTokenTree, formatTokenTree } from '../token-tree.ts';

export const inspect: Command = {
  name: 'inspect',
  usage:
    '[path…] [--model NAME] [--context-window TOKENS] [--questions N] [--once] [--fit] [--fail-over TOKENS] [--json]',
  summary:
    'Show what would be read and skipped, whether it fits, and what asking would cost. Needs no key and no network.',
  options: {
    ...modelOptions,
    ...pricesOption,
    questions: {
      type: 'string',
      value: 'N',
      summary: 'what so many questions would cost, by every strategy',
    },
    arrival: {
      type: 'string',
      value: 'HOW',
      summary: `how they come: ${arrivalNames.join(', ')}; back-to-back unless told`,
    },
    ...loadingOptions,
    ...changeOptions,
    ...attachOption,
    once: { type: 'boolean', summary: 'plan for a single question, without the cache' },
    'fail-over': {
      type: 'string',
      value: 'TOKENS',
      summary: 'exit 1 when the documents take more: a budget for continuous integration',
    },
    ...fitOption,
    ...cacheOptions,
    ...jsonOption,
  },
  async run({ positionals, values, terminal, abortSignal, env }) {
    const cache = openCache({ values, env });
    const questions = readWholeNumber(values, 'questions');
    const arrival = readChoice(values, 'arrival', arrivalNames);
    const failOver = readWholeNumber(values, 'fail-over');
    const { sources, display } = await openPaths(positionals, { values, terminal, abortSignal, cache });
    const context = await prepareContext({
      sources,
      ...planningModel(values),
      prices: await readPrices({ values, env, abortSignal }),
      // As many as will come while the cache lives; what they cost at other times is for the table.
      ...(questions !== undefined &&
        questions > 1 &&
        arrival === undefined && { expectedQuestions: questions }),
      ...(values.once === true && { expectedQuestions: 1 }),
      fit: readFit(values),
      // A limit that somebody set is held against a count.
      ...(failOver !== undefined && { counting: 'all' }),
      cache,
      abortSignal,
      onProgress: showProgress(terminal),
    });
    const { decision, coverage, skipped, profile } = context;
    const cost = estimateCost({ context, questions, arrival });
    const isOver = failOver !== undefined && decision.tokens.documents > failOver;
    if (values.json === true) {
      await terminal.data(
        formatJson({
          model: profile.id,
          decision,
          cost,
          tree: buildTokenTree(coverage.documents),
          coverage,
          skipped,
        }),
      );
    } else
      await terminal.data(
        describe(context, display, questions === undefined ? [] : describeQuote(cost, questions, arrival)),
      );
    if (!isOver) return 0;
    terminal.notice(`Over the limit: ${count(decision.tokens.documents)} tokens, of ${count(failOver)}.`);
    return 1;
  },
};

function describe(context: Context, display: (source: string) => string, quote: readonly string[]): string {
  const { decision, coverage, skipped, profile } = context;
  const lines = [
    `${plural(coverage.documents.length, 'document')}, ${plural(coverage.segments, 'segment')}, ${count(decision.tokens.documents)} tokens (${describeBasis(decision)}) for ${profile.id}`,
    decision.reason,
    `Cache: ${describeCache(decision)}`,
    ...(decision.update === undefined ? [] : [decision.update.reason]),
    '',
    ...describeExcess(decision, display),
    'Where the tokens are, the largest first:',
    ...formatTokenTree(buildTokenTree(coverage.documents), count),
    '',
    "A question would cost (first, then each further one within the cache's life):",
    ...decision.choices.map(describeChoice),
    ...describePrices(decision),
    '',
    ...quote,
    skipped.length === 0 ? 'Nothing was skipped.' : `Skipped (${skipped.length}):`,
    ...skipped.map((skip) => `  ${describeSkipped({ ...skip, source: display(skip.source) })}`),
  ];
  return `${printable(lines.join('\n'))}\n`;
}

function describeBasis({ tokens }: DecisionRecord): string {
  if (tokens.basis === 'bytes') return 'a fifth more or less: far over the budget, so estimated from bytes';
  const { calibration, margin } = tokens;
  const learned =
    calibration === undefined
      ? ''
      : `, times ${calibration.factor.toFixed(2)} as ${plural(calibration.answers, 'answer')} of this model taught`;
  return `estimated, margin ${(margin * 100).toFixed(0)} %${learned}`;
}

function describeExcess(
  { excess, priceStep, leftOut }: DecisionRecord,
  display: (source: string) => string,
): string[] {
  const left =
    leftOut === undefined
      ? []
      : [`Left out: ${leftOut.documents} documents with ${count(leftOut.tokens)} tokens (below).`, ''];
  if (priceStep !== undefined) {
    const { overInputTokens, excessTokens, candidates } = priceStep;
    return [
      ...left,
      `Over the price step at ${count(overInputTokens)} tokens by ${count(excessTokens)}: each token costs more. Leaving out would save (\`--under-step\` chooses by itself):`,
      ...candidates.map((candidate) => describeCandidate(candidate, display)),
      '',
    ];
  }
  if (excess === undefined) return left;
  const over = excess.tokens > 0 ? `${count(excess.tokens)} tokens` : `${count(excess.bytes)} bytes`;
  return [
    ...left,
    `Over the budget by ${over}. Leaving out would save (\`--fit\` chooses by itself):`,
    ...excess.candidates.map((candidate) => describeCandidate(candidate, display)),
    '',
  ];
}

function describeCandidate(
  { what, documents, tokens, fits }: LeaveOutCandidate,
  display: (source: string) => string,
): string {
  const name = what.type === 'kind' ? kindWords[what.kind] : display(what.source);
  return `${count(tokens).padStart(12)}  ${name} (${documents})${fits ? '  enough' : ''}`;
}

const kindWords = {
  noise: 'generated, vendored and data',
  tests: 'tests',
  docs: 'prose',
} as const;

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

function describeQuote(
  { total, alternatives, breakEven, uncertain }: CostEstimate,
  questions: number,
  arrival = 'back-to-back',
): string[] {
  return [
    `${plural(questions, 'question')}, ${arrival}: ${formatCost(total)} this way. By every strategy:`,
    ...alternatives.map(describeAlternative),
    breakEven.words,
    'What is not known:',
    ...uncertain.map((sentence) => `  ${sentence}`),
    '',
  ];
}

function describeAlternative(quote: StrategyQuote): string {
  const name = `  ${quote.strategy.padEnd(18)}`;
  if (quote.outcome !== 'priced') return `${name} ${quote.because}`;
  const { uncached, cacheWrite, cacheRead, output } = quote.tokens;
  const amount = formatCost(quote.cost).padEnd(16);
  const byFormula = quote.isRun ? '' : '; by its formula alone';
  return `${name} ${amount} ${count(uncached)} new, ${count(cacheWrite)} written, ${count(cacheRead)} read, ${count(output)} out${byFormula}`;
}

function describePrices({ prices }: DecisionRecord): string[] {
  return prices.map(({ source, date }) => `  Prices: ${source}, read ${date}`);
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

function plural(amount: number, noun: string): string {
  return `${count(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}
