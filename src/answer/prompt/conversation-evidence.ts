import type { ModelMessage } from 'ai';
import type { RetrievedChunk, Retriever } from '../../chunk-store.ts';
import type { RetrieveContext } from '../../context.ts';
import { calculateCost } from '../../model/calculate-cost.ts';
import { sumTokens } from '../../model/estimate-tokens.ts';
import { segmentId } from '../../segment.ts';
import { holdsPassage } from '../../text/holds-passage.ts';
import { mostPassageTokens } from './carried-passages.ts';

/**
 * Where the passages of a conversation stand: those of each question in front of it, so that what was sent once is the beginning of
 * all that is sent later.
 */
export interface ConversationEvidence {
  /** By the place of their question in the history. Empty where the conversation's passages begin with the newest question. */
  readonly earlier: ReadonlyMap<number, readonly RetrievedChunk[]>;
  /** Of the newest question, without those that stand above. */
  readonly fresh: readonly RetrievedChunk[];
}

/**
 * Finds the passages of every question of a conversation as they were found when it was asked, and leaves out what stands above.
 * Nothing has to be kept for that: the same documents and questions find the same. Where new passages alone are cheaper than new ones
 * behind all that the cache would be read for, or both have no room, the conversation's passages begin anew.
 */
export async function conversationEvidence(
  context: RetrieveContext,
  {
    history,
    question,
    searchWords,
    abortSignal,
  }: {
    readonly history: readonly ModelMessage[];
    readonly question: string;
    /** Words that the documents may use for what is asked. */
    readonly searchWords: string;
    readonly abortSignal: AbortSignal | undefined;
  },
): Promise<ConversationEvidence> {
  const turns = [...listTurns(history), { index: history.length, text: question }];
  const { found: foundBefore, words } = rememberedOf(context.retriever);
  const earlier = new Map<number, readonly RetrievedChunk[]>();
  let shown: RetrievedChunk[] = [];
  for (const [at, { index, text }] of turns.entries()) {
    const isNewest = index === history.length;
    const asked = JSON.stringify(turns.slice(0, at + 1).map((turn) => turn.text));
    if (isNewest) remember(words, asked, searchWords);
    const query = describeQuery({
      before: turns[at - 1]?.text,
      question: text,
      searchWords: words.get(asked) ?? '',
    });
    const find = (known: readonly RetrievedChunk[]) => {
      const step = JSON.stringify([query, context.evidenceTokens, known.map(segmentId)]);
      // A store may hold other documents by now; of an earlier question the passages are as they were when it was asked.
      if (isNewest) foundBefore.delete(step);
      const finding = foundBefore.get(step) ?? findNew(context, { query, known, abortSignal });
      remember(foundBefore, step, finding);
      finding.catch(() => foundBefore.delete(step));
      return finding;
    };
    const most = mostPassageTokens(context, history.slice(0, index));
    let found = await find(shown);
    const isWithin = sumTokens(shown) + sumTokens(found) <= most;
    if (shown.length > 0 && !(isWithin && isCheaperBehind(shown, found, context))) {
      earlier.clear();
      shown = [];
      found = await find([]);
    }
    earlier.set(index, found);
    shown = [...shown, ...found];
  }
  const fresh = earlier.get(history.length) ?? [];
  earlier.delete(history.length);
  return { earlier, fresh };
}

/** What is searched for: a follow-up such as "and on Windows?" finds nothing without the question before it. */
export function describeQuery({
  before,
  question,
  searchWords,
}: {
  readonly before: string | undefined;
  readonly question: string;
  readonly searchWords: string;
}): string {
  return [before, question, searchWords].filter(Boolean).join('\n');
}

/** The questions of a history, each with the place of its message. */
export function listTurns(
  history: readonly ModelMessage[],
): { readonly index: number; readonly text: string }[] {
  return history.flatMap(({ role, content }, index) => {
    if (role !== 'user') return [];
    if (typeof content === 'string') return [{ index, text: content }];
    const texts = content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
    return texts.length === 0 ? [] : [{ index, text: texts.join('\n') }];
  });
}

/** What was found and which words were searched for, so that an earlier question has in front of it what it had when it was asked. */
interface Remembered {
  readonly found: Map<string, Promise<readonly RetrievedChunk[]>>;
  /** Of the model, by the questions up to the one that they are for. */
  readonly words: Map<string, string>;
}

const remembered = new WeakMap<Retriever, Remembered>();
const mostRemembered = 200;

function rememberedOf(retriever: Retriever): Remembered {
  const known = remembered.get(retriever) ?? { found: new Map(), words: new Map() };
  remembered.set(retriever, known);
  return known;
}

/** The oldest is forgotten first. */
function remember<Value>(kept: Map<string, Value>, key: string, value: Value): void {
  kept.delete(key);
  kept.set(key, value);
  const [oldest] = kept.keys();
  if (kept.size > mostRemembered && oldest !== undefined) kept.delete(oldest);
}

async function findNew(
  { retriever, evidenceTokens }: RetrieveContext,
  {
    query,
    known,
    abortSignal,
  }: {
    readonly query: string;
    readonly known: readonly RetrievedChunk[];
    readonly abortSignal: AbortSignal | undefined;
  },
): Promise<readonly RetrievedChunk[]> {
  const found = await retriever.retrieve({
    query,
    evidenceTokens,
    ...(known.length > 0 && { known }),
    ...(abortSignal !== undefined && { abortSignal }),
  });
  // A retriever of the caller's own need not know of `known`.
  return found.filter((chunk) => !known.some((each) => holdsPassage(each, chunk)));
}

/** Whether reading what stands above and writing what is new costs no more than writing all that one question may have. */
function isCheaperBehind(
  shown: readonly RetrievedChunk[],
  fresh: readonly RetrievedChunk[],
  { evidenceTokens, profile, decision }: RetrieveContext,
): boolean {
  const above = sumTokens(shown);
  const added = sumTokens(fresh);
  const written = (tokens: number) =>
    profile.cache.type === 'explicit'
      ? { uncached: 0, cacheWrite: tokens }
      : { uncached: tokens, cacheWrite: 0 };
  const behind = calculateCost({ ...written(added), cacheRead: above, output: 0 }, decision.prices);
  const anew = calculateCost({ ...written(evidenceTokens), cacheRead: 0, output: 0 }, decision.prices);
  return behind === undefined || anew === undefined || behind.max <= anew.max;
}
