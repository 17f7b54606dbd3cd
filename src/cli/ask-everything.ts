import {
  answerFromShards,
  type CacheStore,
  estimateCost,
  formatCost,
  prepareShards,
  QuireError,
  type ShardedContext,
} from '../index.ts';
import { type CommandContext, type ExitCode, UsageError } from './command.ts';
import { obtainConsentFor } from './consent.ts';
import { noticeSkipped } from './describe-skipped.ts';
import { formatJson } from './json.ts';
import { openDocuments } from './open-context.ts';
import { openLedger } from './open-ledger.ts';
import { printSources, reportAnswer } from './show-answer.ts';
import { showProgress } from './show-progress.ts';
import { printable } from './terminal.ts';

/** Reads everything for one question, shard by shard, and answers from what was found. Broken off, it goes on when run again. */
export async function askEverything(
  command: CommandContext,
  {
    question,
    paths,
    maxCostUsd,
  }: {
    readonly question: string;
    readonly paths: readonly string[];
    readonly maxCostUsd: number | undefined;
  },
): Promise<ExitCode> {
  const { values, terminal, abortSignal, env } = command;
  if (values.attach !== undefined)
    throw new UsageError('--attach goes with one prompt: leave --strategy map-reduce out.');
  const { resolved, prices, cache, sources, display } = await openDocuments(command, paths);
  const { model, profile, route } = resolved;
  if (route === 'offline')
    throw new UsageError('Reading everything needs a language model: set a key, or --model.');
  const onProgress = showProgress(terminal);
  const expectedQuestions = values.once === true ? { expectedQuestions: 1 } : {};
  const context = await prepareShards({
    sources,
    model,
    profile,
    prices,
    cache,
    abortSignal,
    onProgress,
    ...expectedQuestions,
  });
  const skipped = noticeSkipped(context.skipped);
  if (skipped !== undefined) terminal.notice(skipped);
  const agreed = await obtainConsentFor({
    what: describeShards(context),
    asked: 'Reading everything',
    atMostUsd: sumAtMost(context),
    ...{ resolved, maxCostUsd, agreed: values.yes === true, terminal, abortSignal },
  });
  if (!agreed) {
    terminal.notice('Nothing was sent.');
    return 1;
  }
  const answering = answerFromShards({
    context,
    question,
    ...(maxCostUsd !== undefined && { maxCostUsd }),
    journal: cache,
    store: cache,
    ledger: openLedger({ values, env }),
    abortSignal,
    onProgress: (event) => event.type !== 'request' && onProgress(event),
  });
  const answer = await answering.catch((error: unknown) => {
    throw QuireError.isInstance(error, 'aborted') ? describeInterruption(error, cache) : error;
  });
  if (values.json === true) await terminal.data(formatJson(answer));
  else {
    await terminal.data(`${printable(answer.text)}\n`);
    await printSources(answer, display, terminal);
  }
  terminal.notice(
    `${countOf(answer.findings, 'finding')} in ${countOf(context.shards, 'shard')}; --json lists them all.`,
  );
  reportAnswer(answer, { resolved, display }, terminal);
  const isWhole = !answer.notFound && answer.complete && answer.citations.every(({ verified }) => verified);
  return values.strict === true && !isWhole ? 1 : 0;
}

function describeInterruption(error: QuireError<'aborted'>, cache: CacheStore | undefined): QuireError {
  const kept = cache === undefined ? '' : ' The shards that have answered are kept: run it again to go on.';
  return new QuireError('aborted', {
    ...error.facts,
    message: `Interrupted; the provider may bill what was under way.${kept}`,
    cause: error,
  });
}

function describeShards({ shards, coverage, first, next }: ShardedContext): string {
  const tokens = shards.reduce((sum, { prefix }) => sum + prefix.tokens, 0);
  const cost =
    first === undefined ? '' : `, about ${formatCost(first)}, the next question ${formatCost(next)}`;
  return `${countOf(coverage.documents, 'file')}, ${Math.ceil(tokens / 1_000)}k tokens in ${countOf(shards, 'shard')}${cost}`;
}

/** Every shard uncached and with the longest list, and once more to put them together. */
function sumAtMost({ shards }: ShardedContext): number | undefined {
  const amounts = shards.map((context) => estimateCost({ context }).atMost?.max);
  if (amounts.some((amount) => amount === undefined)) return undefined;
  const all = amounts as number[];
  return all.reduce((sum, amount) => sum + amount, Math.max(0, ...all));
}

function countOf({ length }: readonly unknown[], noun: string): string {
  return `${length} ${noun}${length === 1 ? '' : 's'}`;
}
