import type { IncomingHttpHeaders } from 'node:http';
import type { ChatRequest } from './chat-request.ts';
import type { InputTokens } from './explicit-cache.ts';
import type { Refusal } from './refusal.ts';

/** An answer that is ready to be sent. */
export interface ImitatedAnswer {
  readonly id: string;
  readonly model: string;
  /** Milliseconds since 1970 on the imitation's clock. */
  readonly createdAt: number;
  readonly text: string;
  /** What the model thought; empty when it did not. */
  readonly reasoning: string;
  readonly finishReason: 'stop' | 'length' | 'content-filter' | 'tool-calls';
  /** The tools that it calls, behind its text. */
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string }[];
  /** What the provider says that was used; `undefined` when it keeps silent. */
  readonly usage: ReportedUsage | undefined;
  /** Exact dollars, which the gateway reports. */
  readonly dollars: string;
}

export interface ReportedUsage {
  readonly input: InputTokens;
  readonly output: number;
  readonly reasoning: number;
  /** Whether the request had a cache marker. */
  readonly marked: boolean;
}

/** A streamed answer as JSON events: the text is cut into deltas between `head` and `tail`. */
export interface AnswerEvents {
  readonly head: readonly unknown[];
  delta(text: string): unknown;
  readonly tail: readonly unknown[];
}

/** One way to speak with the imitation. */
export interface WireProtocol {
  readonly route: 'gateway' | 'alibaba';
  /** Reads a call; throws `RequestRefused` for what it cannot be. */
  parse(body: unknown, headers: IncomingHttpHeaders): ChatRequest;
  formatWhole(answer: ImitatedAnswer): unknown;
  formatEvents(answer: ImitatedAnswer, request: ChatRequest): AnswerEvents;
  /** What a stream says when the provider fails in the middle of it. */
  formatErrorEvent(message: string): unknown;
  formatRefusal(refusal: Refusal): {
    readonly status: number;
    readonly contentType: string;
    readonly body: string;
  };
}
