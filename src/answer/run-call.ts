import type { Answer } from '../result.ts';
import { generateDeltas, streamDeltas } from './call-model.ts';
import { checkCache } from './check-cache.ts';
import type { PreparedCall } from './prepare-call.ts';
import { createAnswerReader, type ReadEvent } from './read-answer.ts';
import { toAnswer } from './to-answer.ts';

/** Sends a prepared question, hands out what a reader sees as it arrives, and puts the answer together. */
export async function runCall(
  prepared: PreparedCall,
  {
    manner,
    onEvent = () => {},
  }: {
    /** Whether somebody reads along. A long prompt is streamed all the same. */
    readonly manner: 'whole' | 'streamed';
    readonly onEvent?: (event: ReadEvent) => void;
  },
): Promise<Answer> {
  const { attempts, call, cache } = prepared;
  const reader = createAnswerReader(prepared.documents);
  const ask = manner === 'streamed' || prepared.isLong ? streamDeltas : generateDeltas;
  const deltas = ask(call, () => ({ text: reader.result.text, attempts }));
  let raw = '';
  let next = await deltas.next();
  for (; !next.done; next = await deltas.next()) {
    raw += next.value;
    for (const event of reader.read(next.value)) onEvent(event);
  }
  for (const event of reader.end()) onEvent(event);
  const cacheMiss = await cache?.report();
  return checkCache(toAnswer(prepared, reader, raw, { ...next.value, cacheMiss }), cache, call.model.modelId);
}
