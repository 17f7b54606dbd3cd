import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ChatRequest } from './chat-request.ts';
import type { SetFault } from './fault.ts';
import type { State } from './provider-state.ts';
import type { ImitatedRequest, ImitatedToolCall } from './reply.ts';
import type { ImitatedAnswer, WireProtocol } from './wire-protocol.ts';

/** Lets the reply function answer, thinks when it was not told not to, and cuts at the output limit. */
export async function makeAnswer(
  chat: ChatRequest,
  {
    state,
    route,
    fault,
  }: {
    readonly state: State;
    readonly route: WireProtocol['route'];
    readonly fault: SetFault | undefined;
  },
): Promise<Pick<ImitatedAnswer, 'text' | 'reasoning' | 'finishReason' | 'toolCalls'>> {
  if (state.latencyMs > 0) await sleep(state.latencyMs);
  const reply = await state.reply(toImitatedRequest(chat, route));
  const { text: full = '', ...rest } = typeof reply === 'string' ? { text: reply } : reply;
  const finishReason = ('finishReason' in rest ? rest.finishReason : undefined) ?? 'stop';
  const toolCalls = 'toolCalls' in rest ? rest.toolCalls.map(writeCall) : [];
  const reasoning = chat.thinking.enabled ? thoughts(chat.thinking.budget) : '';
  if (fault?.type === 'empty') return { text: '', reasoning, finishReason: 'stop', toolCalls: [] };
  const text = cutToTokens(full, chat.maxTokens ?? Number.POSITIVE_INFINITY, state.tokens);
  if (fault?.type === 'finish') return { text, reasoning, finishReason: fault.reason, toolCalls: [] };
  if (toolCalls.length > 0) return { text, reasoning, finishReason: 'tool-calls', toolCalls };
  return { text, reasoning, finishReason: text === full ? finishReason : 'length', toolCalls };
}

function writeCall({ name, input }: ImitatedToolCall): ImitatedAnswer['toolCalls'][number] {
  return { name, arguments: typeof input === 'string' ? input : JSON.stringify(input) };
}

/** So many words that forgetting to switch thinking off cannot go unseen in a bill. */
function thoughts(budget = 300): string {
  return Array.from({ length: Math.min(budget, 300) }, (_, index) => `thought${index + 1}`).join(' ');
}

/** The longest run of whole words from the start that has at most so many tokens. */
function cutToTokens(text: string, limit: number, tokens: (text: string) => number): string {
  if (tokens(text) <= limit) return text;
  const ends = Array.from(text.matchAll(/\S+/g), (match) => match.index + match[0].length);
  const end = ends.findLast((at) => tokens(text.slice(0, at)) <= limit) ?? 0;
  return text.slice(0, end);
}

function toImitatedRequest(chat: ChatRequest, route: 'gateway' | 'alibaba'): ImitatedRequest {
  const textsOf = (role: 'system' | 'user' | 'tool') =>
    chat.messages
      .filter((message) => message.role === role)
      .flatMap(({ elements }) => elements)
      .flatMap(({ content }) => (content.type === 'text' ? [content.text] : []));
  const userParts = textsOf('user');
  return {
    route,
    model: chat.model,
    streamed: chat.streamed,
    json: chat.json,
    system: textsOf('system').join('\n'),
    userParts,
    lastUserText: userParts.at(-1) ?? '',
    tools: chat.tools.flatMap(nameOfTool),
    toolResults: textsOf('tool'),
  };
}

/** Both protocols bring the vendor's form. */
function nameOfTool(tool: unknown): string[] {
  const { function: named } = z.object({ function: z.object({ name: z.string() }) }).parse(tool);
  return [named.name];
}
