import type { ModelMessage } from 'ai';
import type { RetrieveContext, RetrievedChunk, Retriever } from '../../context.ts';
import { calculateCost } from '../../model/calculate-cost.ts';
import { segmentId } from '../../segment.ts';
import { holdsPassage } from '../../text/holds-passage.ts';

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

/** More than this many times what one question may have is not carried along: a reader has to look past all of it. */
const mostCarried = 4;

/**
 * Finds the passages of every question of a conversation as they were found when it was asked, and leaves out what stands above.
 * Nothing has to be kept for that: the same documents and questions find the same. Where new passages alone are cheaper than new ones
 * behind all that the cache would be read for, the conversation's passages begin anew.
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
  const earlier = new Map<number, readonly RetrievedChunk[]>();
  let shown: RetrievedChunk[] = [];
  for (const [at, { index, text }] of turns.entries()) {
    const query = describeQuery({
      before: turns[at - 1]?.text,
      question: text,
      searchWords: index === history.length ? searchWords : '',
    });
    const find = (known: readonly RetrievedChunk[]) => findNew(context, { query, known, abortSignal });
    let found = await find(shown);
    if (shown.length > 0 && !isCheaperBehind(shown, found, context)) {
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

/** Each step of a conversation is found once, and not again for every question that follows it. */
const steps = new WeakMap<Retriever, Map<string, Promise<readonly RetrievedChunk[]>>>();
const mostSteps = 200;

function findNew(
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
  const ofRetriever = steps.get(retriever) ?? new Map<string, Promise<readonly RetrievedChunk[]>>();
  steps.set(retriever, ofRetriever);
  const step = JSON.stringify([query, evidenceTokens, known.map(segmentId)]);
  const remembered = ofRetriever.get(step);
  if (remembered !== undefined) return remembered;
  const finding = retriever
    .retrieve({
      query,
      evidenceTokens,
      ...(known.length > 0 && { known }),
      ...(abortSignal !== undefined && { abortSignal }),
    })
    // A retriever of the caller's own need not know of `known`.
    .then((found) => found.filter((chunk) => !known.some((each) => holdsPassage(each, chunk))));
  if (ofRetriever.size >= mostSteps) ofRetriever.clear();
  ofRetriever.set(step, finding);
  finding.catch(() => ofRetriever.delete(step));
  return finding;
}

/** Whether reading what stands above and writing what is new costs no more than writing all that one question may have. */
function isCheaperBehind(
  shown: readonly RetrievedChunk[],
  fresh: readonly RetrievedChunk[],
  { evidenceTokens, profile, decision }: RetrieveContext,
): boolean {
  const above = sumTokens(shown);
  const added = sumTokens(fresh);
  if (above + added > mostCarried * evidenceTokens) return false;
  const written = (tokens: number) =>
    profile.cache.type === 'explicit'
      ? { uncached: 0, cacheWrite: tokens }
      : { uncached: tokens, cacheWrite: 0 };
  const behind = calculateCost({ ...written(added), cacheRead: above, output: 0 }, decision.prices);
  const anew = calculateCost({ ...written(evidenceTokens), cacheRead: 0, output: 0 }, decision.prices);
  return behind === undefined || anew === undefined || behind.max <= anew.max;
}

function sumTokens(chunks: readonly RetrievedChunk[]): number {
  return chunks.reduce((sum, { tokens }) => sum + tokens, 0);
}
