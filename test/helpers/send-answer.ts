import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatRequest } from './chat-request.ts';
import type { SetFault } from './fault.ts';
import { defaultRefusal } from './refusal.ts';
import type { ImitatedAnswer, WireProtocol } from './wire-protocol.ts';

export interface SentAnswer {
  readonly outcome: 'finished' | 'broken' | 'aborted';
  /** The part of the answer that was made and has to be paid: all of it unless a stream was cut. */
  readonly text: string;
  readonly reasoning: string;
}

/**
 * Sends an answer, whole or streamed, with its fault. `onEnd` runs right before the last bytes: what it stores is there when
 * the client learns that the response has ended, and it does not run when the response never ends.
 */
export async function sendAnswer(options: {
  readonly response: ServerResponse;
  readonly protocol: WireProtocol;
  readonly request: ChatRequest;
  readonly answer: ImitatedAnswer;
  readonly fault: SetFault | undefined;
  readonly chunkCharacters: number;
  readonly onEnd: () => void;
}): Promise<SentAnswer> {
  return options.request.streamed ? sendStream(options) : sendWhole(options);
}

type SendOptions = Parameters<typeof sendAnswer>[0];

async function sendWhole({ response, protocol, answer, fault, onEnd }: SendOptions): Promise<SentAnswer> {
  const made = { text: answer.text, reasoning: answer.reasoning };
  const body = JSON.stringify(protocol.formatWhole(answer));
  if (fault?.type === 'slow') await pause(response, fault.chunkDelayMs);
  if (response.closed) return { outcome: 'aborted', ...made };
  if (fault?.type === 'stream-error') {
    const refusal = protocol.formatRefusal(defaultRefusal(500));
    response.writeHead(refusal.status, { 'content-type': refusal.contentType }).end(refusal.body);
    return { outcome: 'broken', ...made };
  }
  const cut = cutOf(fault);
  if (cut !== undefined) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(body.slice(0, cut.afterCharacters));
    return { outcome: await breakOff(response, cut.type), ...made };
  }
  if (fault?.type === 'malformed') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(body.slice(0, fault.afterCharacters));
    return { outcome: 'broken', ...made };
  }
  onEnd();
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  return { outcome: 'finished', ...made };
}

async function sendStream({
  response,
  protocol,
  request,
  answer,
  fault,
  chunkCharacters,
  onEnd,
}: SendOptions): Promise<SentAnswer> {
  const { head, delta, tail } = protocol.formatEvents(answer, request);
  const send = (event: unknown) => response.write(`data: ${JSON.stringify(event)}\n\n`);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of head) send(event);
  const cut = cutOf(fault);
  const text = cut === undefined ? answer.text : answer.text.slice(0, cut.afterCharacters);
  let sent = '';
  let isMalformed = false;
  for (const piece of splitText(text, chunkCharacters)) {
    if (fault?.type === 'slow') await pause(response, fault.chunkDelayMs);
    if (response.closed) break;
    send(delta(piece));
    sent += piece;
    if (fault?.type === 'malformed' && sent.length >= fault.afterCharacters && !isMalformed) {
      isMalformed = true;
      response.write('data: {"choices": [{"delta"\n\n');
    }
  }
  const made = { text: sent, reasoning: answer.reasoning };
  if (response.closed) return { outcome: 'aborted', ...made };
  if (cut?.type === 'stream-error') {
    send(protocol.formatErrorEvent('The model failed in the middle.'));
    response.end('data: [DONE]\n\n');
    return { outcome: 'broken', ...made };
  }
  if (cut !== undefined) return { outcome: await breakOff(response, cut.type), ...made };
  onEnd();
  for (const event of tail) send(event);
  response.end('data: [DONE]\n\n');
  return { outcome: 'finished', ...made };
}

function cutOf(fault: SetFault | undefined) {
  switch (fault?.type) {
    case 'truncate':
    case 'hang':
    case 'reset':
    case 'stream-error':
      return fault;
    default:
      return undefined;
  }
}

async function breakOff(
  response: ServerResponse,
  way: 'truncate' | 'hang' | 'reset' | 'stream-error',
): Promise<'broken' | 'aborted'> {
  if (way === 'hang') {
    await once(response, 'close');
    return 'aborted';
  }
  if (way === 'truncate') {
    response.end();
    return 'broken';
  }
  // A reset throws away what the client has not read yet: give it a moment to read what was sent.
  await pause(response, 20);
  response.socket?.resetAndDestroy();
  return 'broken';
}

/** Waits, but not for a client that has gone. */
async function pause(response: ServerResponse, ms: number): Promise<void> {
  if (response.closed) return;
  const waiting = new AbortController();
  await Promise.race([
    sleep(ms, undefined, { signal: waiting.signal }).catch(() => undefined),
    once(response, 'close', { signal: waiting.signal }).catch(() => undefined),
  ]);
  waiting.abort();
}

/** Pieces of at most so many characters, never through the middle of one. */
function splitText(text: string, characters: number): string[] {
  return text.match(new RegExp(`[\\s\\S]{1,${characters}}`, 'gu')) ?? [];
}
