import { QuireError } from '../errors.ts';
import type { Answer } from '../result.ts';
import { checkCache } from './cache/check-cache.ts';
import { describeUnverified, mendCitations } from './citations/mend-citations.ts';
import type { PreparedCall } from './prepare-call.ts';
import { createAnswerReader } from './reply/read-answer.ts';
import { readObject } from './reply/read-object.ts';
import { type CallEvent, type RunOptions, receiveReply } from './reply/receive-reply.ts';
import { type Reply, toAnswer } from './reply/to-answer.ts';
import { closeTools } from './tools/read-tools.ts';

/** Sends a prepared question, hands out what a reader sees as it arrives, and puts the answer together. */
export async function runCall(
  prepared: PreparedCall,
  {
    manner,
    onEvent = () => {},
  }: Pick<RunOptions, 'manner'> & { readonly onEvent?: (event: CallEvent) => void },
): Promise<Answer> {
  const { cache, call } = prepared;
  let unwritten: string | undefined;
  let reply: Reply;
  try {
    reply = await readReply(prepared, { manner, onEvent });
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

async function readText(prepared: PreparedCall, { onEvent, manner }: RunOptions): Promise<Reply> {
  const reader = createAnswerReader(prepared.documents);
  const reply = await receiveReply(prepared, prepared.call, {
    manner,
    shown: () => reader.result.text,
    onDelta(delta) {
      for (const event of reader.read(delta)) onEvent(event);
    },
    onStep() {
      for (const event of reader.nextStep()) onEvent(event);
    },
  });
  for (const event of reader.end()) onEvent(event);
  return { ...reader.result, ...reply };
}

/** Asks once for better quotes. What goes wrong with that costs nobody the answer. */
async function mend(prepared: PreparedCall, reply: Reply, { onEvent }: RunOptions): Promise<Reply> {
  const { call, documents } = prepared;
  const messages = [
    ...call.messages,
    ...reply.said,
    { role: 'user' as const, content: describeUnverified(reply.citations) },
  ];
  try {
    const { raw } = await receiveReply(
      prepared,
      { ...call, messages, tools: call.tools && closeTools(call.tools) },
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
