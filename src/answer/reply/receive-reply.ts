import type { ModelMessage } from 'ai';
import { QuireError } from '../../errors.ts';
import type { Citation } from '../../result.ts';
import type { PreparedCall } from '../prepare-call.ts';
import { type CallEnd, generateDeltas, type ModelCall, streamDeltas } from '../request/call-model.ts';

/** What a reader sees while a call runs: text, citations, and with a schema the data as far as it has come. */
export type CallEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'citation'; readonly citation: Citation }
  | { readonly type: 'object'; readonly partial: unknown };

/** How a call is run. */
export interface RunOptions {
  /** Whether somebody reads along. A long prompt is streamed all the same. */
  readonly manner: 'whole' | 'streamed';
  readonly onEvent: (event: CallEvent) => void;
}

/** A reply, read to its end. */
export interface ReceivedReply {
  /** The last that the model wrote: the answer, marks and all. */
  readonly raw: string;
  readonly end: CallEnd;
  /** All that it wrote and was shown, to be asked on behind. */
  readonly said: readonly ModelMessage[];
}

/**
 * Reads one reply of the model to its end.
 *
 * @throws QuireError `provider-error` for a reply that is none or does not end, and what the call throws
 */
export async function receiveReply(
  { attempts, isLong }: PreparedCall,
  call: ModelCall,
  {
    manner,
    shown,
    onDelta,
    onStep = () => {},
  }: {
    readonly manner: RunOptions['manner'];
    /** What a reader has seen so far: it goes with an error. */
    readonly shown: () => string;
    readonly onDelta: (delta: string, raw: string) => void | Promise<void>;
    /** The model has looked something up and writes on: what it wrote before was not yet the answer. */
    readonly onStep?: () => void;
  },
): Promise<ReceivedReply> {
  const send = manner === 'streamed' || isLong || call.tools ? streamDeltas : generateDeltas;
  const model = call.model.modelId;
  const partial = () => ({
    ...{ text: shown(), attempts },
    ...(call.tools !== undefined && { toolCalls: call.tools.calls }),
  });
  const brokenAnswer = (what: string) =>
    new QuireError('provider-error', { model, ...partial(), message: `${model} ${what}` });
  let raw = '';
  const deltas = send(call, partial, () => {
    raw = '';
    onStep();
  });
  let next = await deltas.next();
  for (; !next.done; next = await deltas.next()) {
    raw += next.value;
    if (raw.length > longestOutput(call)) {
      // Ends the generator, and with it the connection.
      void deltas.throw(new Error('too long')).catch(() => {});
      throw brokenAnswer(`sent more than ${call.maxOutputTokens} tokens can be, without an end`);
    }
    await onDelta(next.value, raw);
  }
  // A page of a proxy with status 200 is an empty stream to the SDK, and no error.
  if (raw.trim() === '' && next.value.finishReason === 'other') {
    throw brokenAnswer('sent no answer, and no reason for it.');
  }
  const { said = raw.trim() === '' ? [] : [{ role: 'assistant', content: raw }], ...end } = next.value;
  return { raw, end, said };
}

/** The longest tokens that there are, runs of blanks, have some 128 characters; a server may send 64 MB and never end. */
function longestOutput({ maxOutputTokens }: ModelCall): number {
  return 128 * maxOutputTokens;
}
