import { addCosts } from '../model/calculate-cost.ts';
import type { Answer } from '../result.ts';
import type { CallEnd } from './call-model.ts';
import type { PreparedCall } from './prepare-call.ts';
import type { AnswerReader } from './read-answer.ts';

/** Puts an answer together when its call has ended. An answer is complete only when the model said so and wrote something. */
export function toAnswer(
  { attempts, asked, marked, warnings }: PreparedCall,
  reader: AnswerReader,
  raw: string,
  { finishReason, usage }: CallEnd,
): Answer {
  const { text, citations, notFound } = reader.result;
  const cost = addCosts(attempts.map((attempt) => attempt.cost));
  const last = attempts.at(-1)?.tokens;
  const noEffect = marked && last !== undefined && last.cacheRead + last.cacheWrite === 0;
  return {
    text: text.trimEnd(),
    citations,
    notFound,
    complete: finishReason === 'stop' && text.trim() !== '',
    finishReason,
    usage,
    cost,
    attempts,
    // Providers refuse an empty turn, and a follow-up would carry it.
    messages: raw.trim() === '' ? asked : [...asked, { role: 'assistant', content: raw }],
    warnings: [
      ...warnings,
      ...(noEffect
        ? ['The cache marker had no effect: the provider neither wrote nor read the prefix.']
        : []),
      ...(last === undefined ? ['The provider sent no usable token counts, so the cost is unknown.'] : []),
    ],
  };
}
