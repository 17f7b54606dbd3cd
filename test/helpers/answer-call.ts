import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChatRequest } from './chat-request.ts';
import { type CacheLookup, measurePrompt } from './explicit-cache.ts';
import type { SetFault } from './fault.ts';
import { calculatePico, formatDollars } from './invoice.ts';
import { makeAnswer } from './make-answer.ts';
import type { ImitatedModel } from './model-catalogue.ts';
import { pricesOf, type State } from './provider-state.ts';
import { type ReceivedRequest, receiveRequest } from './received-request.ts';
import {
  defaultRefusal,
  RequestRefused,
  refuseBody,
  refuseInvalid,
  refuseLength,
  refuseParameters,
} from './refusal.ts';
import { type SentAnswer, sendAnswer } from './send-answer.ts';
import type { ImitatedAnswer, ReportedUsage, WireProtocol } from './wire-protocol.ts';

interface Call {
  readonly state: State;
  readonly protocol: WireProtocol;
}

/** Answers one call to a model: receives, refuses or admits, answers, bills. */
export async function answerCall(
  request: IncomingMessage,
  response: ServerResponse,
  call: Call,
): Promise<void> {
  const { state, protocol } = call;
  const received = await receiveRequest(request, protocol);
  state.requests.push(received);
  const fault = state.faults.shift();
  if (fault?.type === 'error') return sendFailure(response, fault, protocol);
  if (fault?.type === 'html') {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>\n');
    return;
  }
  if (fault?.type === 'redirect') {
    response.writeHead(307, { location: fault.location }).end();
    return;
  }
  if (fault?.type === 'drop') {
    response.socket?.resetAndDestroy();
    return;
  }
  try {
    const admitted = admit(received, call);
    await answerAdmitted(response, { ...call, ...admitted, fault, number: state.requests.length });
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    const { status, contentType, body } = protocol.formatRefusal(error.refusal);
    response.writeHead(status, { 'content-type': contentType }).end(body);
  }
}

interface Admitted {
  readonly chat: ChatRequest;
  readonly model: ImitatedModel;
  readonly lookup: CacheLookup;
}

/** Refuses in the vendor's order, then looks into the cache. A refused request leaves no trace there. */
function admit({ headers, body, bytes }: ReceivedRequest, { state, protocol }: Call): Admitted {
  refuseBody(bytes);
  const key = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (key === undefined || !state.apiKeys.includes(key)) throw new RequestRefused(defaultRefusal(401));
  if (body === undefined) refuseInvalid('The request body is not JSON.');
  const chat = protocol.parse(body, headers);
  const model = state.models.find(({ id }) => id === chat.model);
  if (model === undefined) {
    throw new RequestRefused({
      status: 404,
      code: 'model_not_found',
      message: `The model \`${chat.model}\` does not exist or you do not have access to it.`,
      modelId: chat.model,
    });
  }
  refuseParameters(chat, { model, jsonWhileThinking: state.jsonWhileThinking });
  const measured = measurePrompt(
    { account: `${protocol.route} ${key}`, model: model.id, tools: chat.tools, messages: chat.messages },
    state.tokens,
  );
  refuseLength(measured.tokens, model);
  return { chat, model, lookup: state.cache.look(measured) };
}

async function answerAdmitted(
  response: ServerResponse,
  {
    state,
    protocol,
    chat,
    model,
    lookup,
    fault,
    number,
  }: Call & Admitted & { readonly fault: SetFault | undefined; readonly number: number },
): Promise<void> {
  const prices = pricesOf(model, { route: protocol.route, state });
  const charge = ({ outcome, text, reasoning }: SentAnswer, calls = '') => {
    const reasoningTokens = state.tokens(reasoning);
    state.charges.push({
      route: protocol.route,
      model: model.id,
      streamed: chat.streamed,
      outcome,
      input: outcome === 'finished' ? lookup.input : lookup.inputWithoutWrite,
      outputTokens: state.tokens(text) + state.tokens(calls) + reasoningTokens,
      reasoningTokens,
      prices,
    });
  };
  if (fault?.type === 'hang' && fault.when === 'before-headers') {
    await once(response, 'close');
    return charge({ outcome: 'aborted', text: '', reasoning: '' });
  }
  const made = await Promise.race([
    makeAnswer(chat, { state, route: protocol.route, fault }),
    once(response, 'close'),
  ]);
  if (Array.isArray(made) || response.closed) {
    return charge({ outcome: 'aborted', text: '', reasoning: '' });
  }
  const reasoningTokens = state.tokens(made.reasoning);
  const calls = made.toolCalls.map((toolCall) => `${toolCall.name} ${toolCall.arguments}`).join('\n');
  const output = state.tokens(made.text) + state.tokens(calls) + reasoningTokens;
  const answer: ImitatedAnswer = {
    ...made,
    id: `imitation-${number}`,
    model: model.id,
    createdAt: state.now(),
    usage: report(
      { input: lookup.input, output, reasoning: reasoningTokens, marked: lookup.marked },
      fault?.type === 'usage' ? fault.report : 'true',
    ),
    dollars: formatDollars(calculatePico({ input: lookup.input, outputTokens: output, prices })),
  };
  const sent = await sendAnswer({
    response,
    protocol,
    request: chat,
    answer,
    fault,
    chunkCharacters: state.chunkCharacters,
    onEnd() {
      lookup.store();
      charge({ outcome: 'finished', text: answer.text, reasoning: answer.reasoning }, calls);
    },
  });
  if (sent.outcome !== 'finished') charge(sent);
}

function report(usage: ReportedUsage, way: 'true' | 'missing' | 'garbage'): ReportedUsage | undefined {
  if (way === 'true') return usage;
  if (way === 'missing') return undefined;
  // Figures that plain clients were seen to pass on: a negative count, more read than sent, and no count at all.
  return {
    input: { prompt: -5, uncached: -5, write: 0, read: 999_999 },
    output: 1e308,
    reasoning: 0,
    marked: true,
  };
}

function sendFailure(
  response: ServerResponse,
  { status, body, headers }: Extract<SetFault, { type: 'error' }>,
  protocol: WireProtocol,
): void {
  const usual = protocol.formatRefusal(defaultRefusal(status));
  const contentType = body === undefined ? usual.contentType : 'application/json';
  const text = typeof body === 'object' ? JSON.stringify(body) : (body ?? usual.body);
  response.writeHead(status, { 'content-type': contentType, ...headers }).end(text);
}
