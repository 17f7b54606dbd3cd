import {
  type Answer,
  type AnswerQuestionOptions,
  estimateCost,
  formatCost,
  QuireError,
  streamAnswer,
  type TokenBuckets,
} from '../index.ts';
import type { CommandContext } from './command.ts';
import { describePlace } from './describe-place.ts';
import { describeToolCall } from './describe-tool-call.ts';
import type { OpenedContext } from './open-context.ts';
import { openLedger } from './open-ledger.ts';
import { showProgress } from './show-progress.ts';
import { printable, type Terminal } from './terminal.ts';
import { readTools } from './tools-option.ts';

/** Asks, and shows the answer as it arrives; with `--json` it is only returned. */
export async function showAnswer(
  { terminal, values, env }: CommandContext,
  opened: OpenedContext,
  asked: Pick<
    AnswerQuestionOptions,
    'question' | 'history' | 'evidence' | 'maxCostUsd' | 'budget' | 'abortSignal'
  >,
): Promise<Answer> {
  const { context, cache, resolved } = opened;
  const { textStream, answer } = streamAnswer({
    ...asked,
    ...readTools(values, resolved),
    context,
    onProgress: showProgress(terminal),
    store: cache,
    // What costs nothing is not written down.
    ledger: resolved.route === 'offline' ? undefined : openLedger({ values, env }),
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
    throw describeInterruption(error, { ...opened, ...readTools(values, resolved) });
  }
}

/** A stopped answer has a price that the provider does not tell; its bound is known. */
function describeInterruption(
  error: unknown,
  { context, tools, resolved: { route } }: OpenedContext & Pick<AnswerQuestionOptions, 'tools'>,
): unknown {
  if (!QuireError.isInstance(error, 'aborted')) return error;
  const { atMost } = estimateCost({ context, ...(tools !== undefined && { tools }) });
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

/** The places that an answer rests on, numbered as in its text, each with its quote unless the text shows it already. */
export async function printSources(
  { citations, text }: Answer,
  display: (source: string) => string,
  terminal: Terminal,
): Promise<void> {
  if (citations.length === 0) return;
  // As a Markdown quote the words stand behind "> " in each line.
  const shown = inOneLine(text.replaceAll(/^> ?/gm, ''));
  const lines = citations.map(({ mark, source, location, quote, verified }) => {
    const place = terminal.style('bold', printable(describePlace(display(source), location)));
    const state = verified ? terminal.style('green', 'verified') : terminal.style('yellow', 'NOT VERIFIED');
    const words = inOneLine(quote);
    const repeated = shown.includes(words) ? '' : `    ${terminal.style('dim', shorten(printable(words)))}\n`;
    return `[${mark}] ${place}  ${state}\n${repeated}`;
  });
  await terminal.data(`\n${lines.join('')}`);
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function shorten(line: string): string {
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

/** What a person should know of an answer besides its text: what was looked up, warnings, whether it is whole, its cost. */
export function reportAnswer(
  answer: Answer,
  { resolved: { route }, display }: Pick<OpenedContext, 'resolved' | 'display'>,
  terminal: Terminal,
): void {
  for (const call of answer.toolCalls ?? []) terminal.notice(`Looked up: ${describeToolCall(call, display)}`);
  for (const warning of answer.warnings) terminal.notice(`Warning: ${warning}`);
  if (answer.notFound && answer.text === '') terminal.notice('The documents do not hold the answer.');
  if (!answer.complete) {
    const why =
      answer.text === '' ? 'the model wrote nothing' : `the model ended with "${answer.finishReason}"`;
    terminal.notice(`The answer is not complete: ${why}.`);
  }
  if (route === 'offline') return;
  const tokens = sumTokens(answer);
  const buckets =
    tokens === undefined
      ? ''
      : ` (${tokens.uncached} new, ${tokens.cacheWrite} written to and ${tokens.cacheRead} read from the cache, ${tokens.output} out)`;
  const reported = answer.cost?.reported === undefined ? '' : `; the provider says $${answer.cost.reported}`;
  terminal.notice(`Cost: ${formatCost(answer.cost)}${buckets}${reported}`);
}

/** Of all requests that the provider counted; `undefined` when it counted none. */
function sumTokens({ attempts }: Answer): TokenBuckets | undefined {
  return attempts
    .flatMap(({ tokens }) => tokens ?? [])
    .reduce<TokenBuckets | undefined>(
      (sum, tokens) => ({
        uncached: (sum?.uncached ?? 0) + tokens.uncached,
        cacheWrite: (sum?.cacheWrite ?? 0) + tokens.cacheWrite,
        cacheRead: (sum?.cacheRead ?? 0) + tokens.cacheRead,
        output: (sum?.output ?? 0) + tokens.output,
      }),
      undefined,
    );
}
