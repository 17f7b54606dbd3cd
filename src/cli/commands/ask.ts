import { existsSync } from 'node:fs';
import {
  type Answer,
  type CacheStore,
  type Context,
  estimateCost,
  formatCost,
  QuireError,
  type ResolvedModel,
  streamAnswer,
} from '../../index.ts';
import {
  type Command,
  type CommandContext,
  type ExitCode,
  jsonOption,
  readDollars,
  UsageError,
} from '../command.ts';
import { obtainConsent } from '../consent.ts';
import { describePlace } from '../describe-place.ts';
import { formatJson } from '../json.ts';
import { contextOptions, openContext } from '../open-context.ts';
import { ledgerOption, openLedger } from '../open-ledger.ts';
import { showProgress } from '../show-progress.ts';
import { printable, type Terminal } from '../terminal.ts';

export const ask: Command = {
  name: 'ask',
  usage: '"question" [path…] [--model NAME] [--once] [--fit] [--max-cost USD] [--json] [--strict]',
  summary: 'Answer a question from files, with citations.',
  options: {
    ...contextOptions,
    once: { type: 'boolean', summary: 'no further questions will follow: skip the cache, 25 % cheaper' },
    'max-cost': { type: 'string', value: 'USD', summary: 'refuse when the question may cost more' },
    yes: { type: 'boolean', short: 'y', summary: 'do not ask before an expensive question' },
    strict: { type: 'boolean', summary: 'exit 1 when not found, incomplete or unverified' },
    ...ledgerOption,
    ...jsonOption,
  },
  async run(command) {
    const { values, terminal, abortSignal } = command;
    const { question, paths } = readQuestion(command.positionals);
    const maxCostUsd = readDollars(values, 'max-cost');
    const { context, resolved, cache, display } = await openContext(command, {
      paths,
      ...(values.once === true && { expectedQuestions: 1 }),
    });
    const onProgress = showProgress(terminal);
    const agreed = await obtainConsent({
      context,
      questions: [question],
      resolved,
      maxCostUsd,
      agreed: values.yes === true,
      terminal,
      abortSignal,
    });
    if (!agreed) {
      terminal.notice('Nothing was sent.');
      return 1;
    }
    const answer = await stream({ command, context, question, maxCostUsd, cache, onProgress, resolved });
    if (values.json === true) await terminal.data(formatJson(answer));
    else await printSources(answer, display, terminal);
    reportAnswer(answer, resolved, terminal);
    return values.strict === true ? strictExit(answer) : 0;
  },
};

function readQuestion(positionals: readonly string[]): { question: string; paths: readonly string[] } {
  const [question, ...paths] = positionals;
  if (question === undefined || question.trim() === '') {
    throw new UsageError('What is the question? Write it first, in quotation marks.');
  }
  if (existsSync(question) && !/\s/.test(question)) {
    throw new UsageError(
      `"${question}" is a path. The question comes first, in quotation marks, then the paths.`,
    );
  }
  return { question, paths };
}

async function stream({
  command: { terminal, abortSignal, values, env },
  context,
  question,
  maxCostUsd,
  cache,
  onProgress,
  resolved,
}: {
  readonly command: CommandContext;
  readonly context: Context;
  readonly question: string;
  readonly maxCostUsd: number | undefined;
  readonly cache: CacheStore | undefined;
  readonly onProgress: ReturnType<typeof showProgress>;
  readonly resolved: ResolvedModel;
}): Promise<Answer> {
  const { textStream, answer } = streamAnswer({
    context,
    question,
    abortSignal,
    onProgress,
    store: cache,
    // What costs nothing is not written down.
    ledger: resolved.route === 'offline' ? undefined : openLedger({ values, env }),
    ...(maxCostUsd !== undefined && { maxCostUsd }),
  });
  let written = false;
  try {
    for await (const text of textStream) {
      if (values.json === true) continue;
      await terminal.data(printable(text));
      written = true;
    }
    if (written) await terminal.data('\n');
    return await answer;
  } catch (error) {
    if (written) await terminal.data('\n');
    throw describeInterruption(error, context, resolved);
  }
}

/** A stopped answer has a price that the provider does not tell; its bound is known. */
function describeInterruption(error: unknown, context: Context, { route }: ResolvedModel): unknown {
  if (!QuireError.isInstance(error, 'aborted')) return error;
  const { atMost } = estimateCost({ context });
  const cost =
    route === 'offline'
      ? 'It cost nothing.'
      : atMost === undefined
        ? 'What it cost is unknown.'
        : `The provider may bill up to ${formatCost({ ...atMost, min: atMost.max })} for it; it does not say.`;
  return new QuireError('aborted', {
    ...error.facts,
    message: `Interrupted before the answer was complete. ${cost}`,
    cause: error,
  });
}

async function printSources(
  { citations }: Answer,
  display: (source: string) => string,
  terminal: Terminal,
): Promise<void> {
  if (citations.length === 0) return;
  const lines = citations.map(({ mark, source, location, quote, verified }) => {
    const place = terminal.style('bold', printable(describePlace(display(source), location)));
    const state = verified ? terminal.style('green', 'verified') : terminal.style('yellow', 'NOT VERIFIED');
    return `[${mark}] ${place}  ${state}\n    ${terminal.style('dim', shorten(printable(quote)))}\n`;
  });
  await terminal.data(`\n${lines.join('')}`);
}

function shorten(quote: string): string {
  const line = quote.replaceAll(/\s+/g, ' ').trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

function reportAnswer(answer: Answer, { route }: ResolvedModel, terminal: Terminal): void {
  for (const warning of answer.warnings) terminal.notice(`Warning: ${warning}`);
  if (!answer.complete) {
    const why =
      answer.text === '' ? 'the model wrote nothing' : `the model ended with "${answer.finishReason}"`;
    terminal.notice(`The answer is not complete: ${why}.`);
  }
  if (route === 'offline') return;
  const tokens = answer.attempts.at(-1)?.tokens;
  const { cacheRead = 0, cacheWrite = 0, uncached = 0, output = 0 } = tokens ?? {};
  const buckets =
    tokens === undefined
      ? ''
      : ` (${uncached} new, ${cacheWrite} written to and ${cacheRead} read from the cache, ${output} out)`;
  const reported = answer.cost?.reported === undefined ? '' : `; the provider says $${answer.cost.reported}`;
  terminal.notice(`Cost: ${formatCost(answer.cost)}${buckets}${reported}`);
}

function strictExit({ notFound, complete, citations }: Answer): ExitCode {
  return notFound || !complete || citations.some(({ verified }) => !verified) ? 1 : 0;
}
