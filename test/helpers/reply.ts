import { findDocuments, formatCitation, notFoundMark } from './citation-format.ts';

/** A model call in plain words, for the function that answers it. */
export interface ImitatedRequest {
  readonly route: 'gateway' | 'alibaba';
  readonly model: string;
  readonly streamed: boolean;
  readonly json: boolean;
  /** All system messages, joined by a line break. */
  readonly system: string;
  /** The texts of all user messages, in their order. */
  readonly userParts: readonly string[];
  /** The last text of the last user message: the question, when the documents stand in front of it. */
  readonly lastUserText: string;
  /** The names of the tools that it may call. */
  readonly tools: readonly string[];
  /** What tools have answered, in order. */
  readonly toolResults: readonly string[];
}

export type ImitatedReply =
  | string
  | { readonly text: string; readonly finishReason?: 'stop' | 'length' | 'content-filter' }
  /** Calls tools; the text stands in front of the calls. */
  | { readonly text?: string; readonly toolCalls: readonly ImitatedToolCall[] };

export interface ImitatedToolCall {
  readonly name: string;
  /** A text goes out as it is: a model may write what is no JSON. */
  readonly input: string | Readonly<Record<string, unknown>>;
}

export type ReplyFunction = (request: ImitatedRequest) => ImitatedReply | Promise<ImitatedReply>;

/** What an answer quotes. `address` is the document's as it stands in its tag. */
export interface Quotation {
  readonly address: string;
  readonly quote: string;
  /** The sentence in front of the citation; the quote itself unless given. */
  readonly sentence?: string;
}

/** Answers with the citations that the function chooses, or says that the documents do not hold the answer. */
export function replyWithQuote(
  choose: (request: ImitatedRequest) => Quotation | readonly Quotation[] | undefined,
): ReplyFunction {
  return (request) => {
    const chosen = choose(request) ?? [];
    const quotations = 'address' in chosen ? [chosen] : chosen;
    if (quotations.length === 0) return notFoundMark;
    return quotations
      .map(({ sentence, quote, address }) => `${sentence ?? quote} ${formatCitation({ address, quote })}`)
      .join('\n');
  };
}

/** The line of the last part with documents that shares most words with the question; the first of equals. */
export function findBestLine({ userParts, lastUserText }: ImitatedRequest): Quotation | undefined {
  const documents = userParts.map(findDocuments).findLast(({ length }) => length > 0) ?? [];
  const asked = wordsOf(lastUserText);
  const enough = Math.min(2, asked.size);
  let best: (Quotation & { readonly shared: number }) | undefined;
  for (const { address, text } of documents) {
    for (const line of text.split('\n')) {
      const shared = wordsOf(line).intersection(asked).size;
      if (shared >= enough && shared > (best?.shared ?? 0) && !line.includes('</cite>')) {
        best = { address, quote: line.trim(), shared };
      }
    }
  }
  return best;
}

/**
 * The reply of a name: `quote` cites the best line, `plain` gives it without a citation, `misquote` cites words that stand in
 * no document, `not-found` always says so, and `text:...` answers with what follows.
 */
export function namedReply(name: string): ReplyFunction {
  if (name.startsWith('text:')) return () => name.slice('text:'.length);
  switch (name) {
    case 'quote':
      return replyWithQuote(findBestLine);
    case 'plain':
      return (request) => findBestLine(request)?.quote ?? notFoundMark;
    case 'misquote':
      return replyWithQuote((request) => {
        const line = findBestLine(request);
        return line && { ...line, quote: 'Words that stand in no document whatever.' };
      });
    case 'not-found':
      return () => notFoundMark;
    default:
      throw new Error(`No reply is named "${name}": quote, plain, misquote, not-found or text:...`);
  }
}

const commonWords = new Set(
  'a an and are as at be by do does for from how in is it its of on or that the this to was what when where which who why with'.split(
    ' ',
  ),
);

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).difference(commonWords);
}
