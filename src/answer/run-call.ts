import { QuireError } from '../errors.ts';
import type { Answer } from '../result.ts';
import { type CallEnd, generateDeltas, type ModelCall, streamDeltas } from './call-model.ts';
import { checkCache } from './check-cache.ts';
import { describeUnverified, mendCitations } from './mend-citations.ts';
import { describeMismatch, type ObjectFormat } from './object-format.ts';
import type { PreparedCall } from './prepare-call.ts';
import { createAnswerReader, type ReadEvent } from './read-answer.ts';
import { type Reply, toAnswer } from './to-answer.ts';

/** What a reader sees while a call runs: with a schema, the data as far as it has come. */
type CallEvent = ReadEvent | { readonly type: 'object'; readonly partial: unknown };

interface RunOptions {
  /** Whether somebody reads along. A long prompt is streamed all the same. */
  readonly manner: 'whole' | 'streamed';
  readonly onEvent?: (event: CallEvent) => void;
}

/** Sends a prepared question, hands out what a reader sees as it arrives, and puts the answer together. */
export async function runCall(prepared: PreparedCall, options: RunOptions): Promise<Answer> {
  const { cache, call } = prepared;
  let unwritten: string | undefined;
  let reply: Reply;
  try {
    reply = await readReply(prepared, options);
  } finally {
    unwritten = await prepared.ledgerWritten();
  }
  const answer = toAnswer(prepared, reply, { cacheMiss: await cache?.report(), unwritten });
  return checkCache(answer, cache, call.model.modelId);
}

async function readReply(prepared: PreparedCall, options: RunOptions): Promise<Reply> {
  const { format } = prepared;
  const reply =
    format === undefined
      ? await readText(prepared, options)
      : await readObject(prepared, { ...options, format });
  const isWhole = reply.citations.every(({ verified }) => verified);
  return isWhole || prepared.mendCitations === 'never' ? reply : mend(prepared, reply, options);
}

/** Asks once for better quotes. What goes wrong with that costs nobody the answer. */
async function mend(
  prepared: PreparedCall,
  reply: Reply,
  { onEvent = () => {} }: RunOptions,
): Promise<Reply> {
  const { call, documents } = prepared;
  const messages = [
    ...call.messages,
    { role: 'assistant' as const, content: reply.raw },
    { role: 'user' as const, content: describeUnverified(reply.citations) },
  ];
  try {
    const { raw } = await receive(
      prepared,
      { ...call, messages },
      {
        manner: 'whole',
        shown: () => reply.text,
        onDelta: () => {},
      },
    );
    const citations = mendCitations(reply.citations, raw, documents);
    for (const [index, citation] of citations.entries()) {
      if (citation !== reply.citations[index]) onEvent({ type: 'citation', citation });
    }
    return { ...reply, citations };
  } catch (error) {
    if (QuireError.isInstance(error, 'aborted') || !(error instanceof Error)) throw error;
    return { ...reply, unmended: error.message };
  }
}

async function readText(prepared: PreparedCall, { onEvent = () => {}, manner }: RunOptions): Promise<Reply> {
  const reader = createAnswerReader(prepared.documents);
  const { raw, end } = await receive(prepared, prepared.call, {
    manner,
    shown: () => reader.result.text,
    onDelta(delta) {
      for (const event of reader.read(delta)) onEvent(event);
    },
  });
  for (const event of reader.end()) onEvent(event);
  return { ...reader.result, raw, end };
}

async function readObject(
  prepared: PreparedCall,
  { format, manner, onEvent = () => {} }: RunOptions & { readonly format: ObjectFormat },
): Promise<Reply> {
  const ask = (call: ModelCall, before = '') => {
    let shown = before;
    return receive(prepared, call, {
      manner,
      shown: () => shown,
      async onDelta(_, raw) {
        const partial = await format.parsePartial(raw);
        const text = JSON.stringify(partial);
        if (partial === undefined || text === shown) return;
        shown = text;
        onEvent({ type: 'object', partial });
      },
    });
  };
  let { raw, end } = await ask(prepared.call);
  let parsed = await format.parse(raw);
  if (parsed instanceof Error && prepared.repairObject === 'once') {
    const messages = [
      ...prepared.call.messages,
      ...(raw.trim() === '' ? [] : [{ role: 'assistant' as const, content: raw }]),
      { role: 'user' as const, content: describeMismatch(parsed) },
    ];
    ({ raw, end } = await ask({ ...prepared.call, messages }, raw));
    parsed = await format.parse(raw);
  }
  if (parsed instanceof Error) throw badOutput(prepared, { raw, end, cause: parsed });
  const { object, citations } = parsed;
  for (const citation of citations) onEvent({ type: 'citation', citation });
  const text = JSON.stringify(object ?? null, null, 2);
  return { raw, end, text, citations, notFound: object === undefined, object };
}

/** Reads one reply of the model to its end. */
async function receive(
  { attempts, isLong }: PreparedCall,
  call: ModelCall,
  {
    manner,
    shown,
    onDelta,
  }: {
    readonly manner: RunOptions['manner'];
    /** What a reader has seen so far: it goes with an error. */
    readonly shown: () => string;
    readonly onDelta: (delta: string, raw: string) => void | Promise<void>;
  },
): Promise<{ raw: string; end: CallEnd }> {
  const send = manner === 'streamed' || isLong ? streamDeltas : generateDeltas;
  const model = call.model.modelId;
  const brokenAnswer = (what: string) =>
    new QuireError('provider-error', { model, text: shown(), attempts, message: `${model} ${what}` });
  const deltas = send(call, () => ({ text: shown(), attempts }));
  let raw = '';
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
  return { raw, end: next.value };
}

/** The longest tokens that there are, runs of blanks, have some 128 characters; a server may send 64 MB and never end. */
function longestOutput({ maxOutputTokens }: ModelCall): number {
  return 128 * maxOutputTokens;
}

function badOutput(
  { call, attempts }: PreparedCall,
  { raw, end, cause }: { readonly raw: string; readonly end: CallEnd; readonly cause: Error },
): QuireError {
  const model = call.model.modelId;
  const why =
    end.finishReason === 'length'
      ? 'it was cut off at `maxOutputTokens`'
      : (cause.message.split('\n', 1)[0] as string).slice(0, 300);
  return new QuireError('bad-output', {
    model,
    text: raw,
    attempts,
    message: `The answer of ${model} does not match the schema: ${why}. It is in \`facts.text\`; \`repairObject: 'once'\` asks once more.`,
    cause,
  });
}
