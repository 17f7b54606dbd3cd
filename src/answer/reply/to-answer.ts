import type { FinishReason } from 'ai';
import { addCosts } from '../../model/calculate-cost.ts';
import type { Answer, Attempt, CacheMiss } from '../../result.ts';
import { describeCacheMiss } from '../cache/describe-cache-miss.ts';
import type { PreparedCall } from '../prepare-call.ts';
import type { ReadTools } from '../tools/read-tools.ts';
import type { ReceivedReply } from './receive-reply.ts';

/** What a model replied, read to its end. */
export interface Reply extends ReceivedReply, Pick<Answer, 'text' | 'citations' | 'notFound' | 'object'> {
  /** Why the citations could not be mended. */
  readonly unmended?: string;
}

/**
 * Puts an answer together when its call has ended. An answer is complete only when the model said that it had finished and
 * wrote something, if only that the documents do not say.
 */
export function toAnswer(
  { attempts, asked, warnings, call: { tools } }: PreparedCall,
  { raw, end: { finishReason, usage }, said: _, unmended, ...result }: Reply,
  {
    cacheMiss,
    unwritten,
  }: {
    readonly cacheMiss?: CacheMiss | undefined;
    /** Why the ledger could not be written. */
    readonly unwritten?: string | undefined;
  } = {},
): Answer {
  const { text, notFound } = result;
  const cost = addCosts(attempts.map((attempt) => attempt.cost));
  const last = attempts.at(-1)?.tokens;
  return {
    ...result,
    text: text.trimEnd(),
    complete: finishReason === 'stop' && (notFound || text.trim() !== ''),
    finishReason,
    usage,
    cost,
    attempts,
    ...(tools !== undefined && { toolCalls: tools.calls }),
    ...(cacheMiss !== undefined && { cacheMiss }),
    // Providers refuse an empty turn, and a follow-up would carry it.
    messages: raw.trim() === '' ? asked : [...asked, { role: 'assistant', content: raw }],
    warnings: [
      ...warnings,
      ...(tools === undefined ? [] : describeLooks(tools, finishReason)),
      ...(cacheMiss === undefined ? [] : [describeCacheMiss(cacheMiss)]),
      ...(unmended === undefined ? [] : [`The citations were not mended: ${unmended}`]),
      ...(unwritten === undefined ? [] : [`The ledger could not be written: ${unwritten}`]),
      ...describeFailures(attempts),
      ...(attempts.length > 0 && last === undefined
        ? ['The provider sent no usable token counts, so the cost is unknown.']
        : []),
    ],
  };
}

function describeLooks({ broken, maxSteps }: ReadTools, finishReason: FinishReason): string[] {
  return [
    ...(broken
      ? ['A document that a tool showed held the key of the document tags; it was broken there.']
      : []),
    ...(finishReason === 'tool-calls'
      ? [`The model still looked for more after ${maxSteps} requests, and was stopped: raise \`maxSteps\`.`]
      : []),
  ];
}

/** A retry is not silent: what came before may be on the bill. */
function describeFailures(attempts: readonly Attempt[]): string[] {
  const failed = attempts.filter(({ outcome }) => outcome.type === 'failed');
  if (failed.length === 0) return [];
  const unbilled = failed.every(({ cost }) => cost?.max === 0);
  const bill = unbilled ? 'refused, so not billed' : 'the provider may bill them, and does not say';
  return [`${failed.length} of ${attempts.length} requests failed (${bill}).`];
}
