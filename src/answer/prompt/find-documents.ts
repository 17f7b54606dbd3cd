import type { ModelMessage } from 'ai';
import type { RetrievedChunk } from '../../chunk-store.ts';
import type { Context, PackContext, RetrieveContext } from '../../context.ts';
import { QuireError } from '../../errors.ts';
import { sumTokens } from '../../model/estimate-tokens.ts';
import type { CacheMarker } from '../../model/model-profile.ts';
import { segmentId, type TextSegment } from '../../segment.ts';
import { compareAddresses } from '../../text/compare-addresses.ts';
import { findDelimiterKey } from '../../text/delimiter-key.ts';
import { isDiffAddress } from '../../text/diff-address.ts';
import { packedText } from '../../text/packed-text.ts';
import { renderTagged } from '../../text/tagged-text.ts';
import type { CitableDocument } from '../citations/find-citation.ts';
import type { DocumentPart } from './build-messages.ts';
import { carriesPassages } from './carried-passages.ts';
import {
  type ConversationEvidence,
  conversationEvidence,
  describeQuery,
  listTurns,
} from './conversation-evidence.ts';

/** What one question is answered from: the part that goes to the model, and the same documents as they can be cited. */
export interface FoundDocuments {
  readonly part: DocumentPart;
  /** Passages that stand in front of earlier questions, rendered, by the place of their question in the history. */
  readonly earlier: ReadonlyMap<number, string>;
  /** What passages take beside those that one question may have, estimated. */
  readonly besideTokens: number;
  /** A list of its own: what tools show later is added. */
  readonly documents: CitableDocument[];
}

/**
 * Which passages stand in a conversation: those for its newest question alone, or those of every question, each in front of it, so
 * that a provider's cache is read up to the newest.
 */
export type EvidenceMode = 'question' | 'conversation';

interface FindOptions {
  readonly question: string;
  readonly history: readonly ModelMessage[];
  /** Words that the documents may use for what is asked. */
  readonly searchWords?: string | undefined;
  /** @default 'question' */
  readonly evidence?: EvidenceMode;
  /** Marks the prefix, or the evidence, for the provider's cache. */
  readonly marker?: CacheMarker | undefined;
  readonly abortSignal: AbortSignal | undefined;
}

/** The whole prefix of a packed context, or the evidence that its retriever finds for this question. */
export async function findDocuments(context: Context, options: FindOptions): Promise<FoundDocuments> {
  if (context.strategy === 'pack') return wholePrefix(context, options.marker);
  if (typeof context.retriever?.retrieve !== 'function') {
    throw new QuireError('bad-input', {
      option: 'context',
      message:
        'This context was kept as JSON, which holds no index. Keep packed contexts; prepare others anew.',
    });
  }
  const { earlier, fresh } = await findEvidence(context, options);
  const { volatile = [] } = context;
  const carried = [...earlier.values()].flat();
  const documents = [...[...carried, ...fresh].sort(compareAddresses), ...volatile];
  const key = findDelimiterKey(documents);
  return {
    part: {
      text: renderEvidence(fresh, { key, volatile, followsOthers: carried.length > 0 }),
      key,
      marker: options.marker,
      position: 'before-question',
    },
    earlier: new Map(
      Array.from(earlier, ([index, chunks], at) => [
        index,
        renderEvidence(chunks, { key, volatile: [], followsOthers: at > 0 }),
      ]),
    ),
    // A retriever of the caller's own may find more than it was asked for.
    besideTokens: sumTokens(carried) + Math.max(0, sumTokens(fresh) - context.evidenceTokens),
    documents,
  };
}

function wholePrefix(
  { prefix, profile, volatile = [], behind }: PackContext,
  marker: CacheMarker | undefined,
): FoundDocuments {
  const { text, key, segments, parts } = prefix;
  const { cache } = profile;
  return {
    part: {
      ...{ text, key, marker, position: 'first' },
      ...(parts !== undefined && { ends: parts.map(({ end }) => end) }),
      ...(parts !== undefined && cache.type === 'explicit' && { maxMarkers: cache.maxMarkers }),
      ...(behind !== undefined && { behind }),
    },
    earlier: new Map(),
    besideTokens: 0,
    documents: [
      ...segments.map((segment) => ({ ...segment, text: packedText(text, segment) })),
      // As they stand in the prompt.
      ...volatile.map((chunk) => ({ ...chunk, text: chunk.text.replaceAll('\r\n', '\n') })),
    ],
  };
}

async function findEvidence(
  context: RetrieveContext,
  { question, history, searchWords = '', evidence = 'question', marker, abortSignal }: FindOptions,
): Promise<ConversationEvidence> {
  const { volatile, retriever, evidenceTokens } = context;
  if (evidence === 'conversation' && carriesPassages(context, marker)) {
    return conversationEvidence(context, { history, question, searchWords, abortSignal });
  }
  const asked = describeQuery({ before: listTurns(history).at(-1)?.text, question, searchWords });
  const changed = changedLines(volatile);
  // What a change touches is found by its own words: "What does this break?" has none. Each search has half of the room.
  const queries = changed === '' ? [asked] : [asked, changed];
  const found = new Map<string, RetrievedChunk>();
  for (const query of queries) {
    const chunks = await retriever.retrieve({
      query,
      evidenceTokens: Math.floor(evidenceTokens / queries.length),
      ...(abortSignal !== undefined && { abortSignal }),
    });
    for (const chunk of chunks) found.set(segmentId(chunk), chunk);
  }
  return { earlier: new Map(), fresh: [...found.values()] };
}

/** Best first is for choosing; read is in order, and the same evidence is then the same bytes. */
function renderEvidence(
  chunks: readonly RetrievedChunk[],
  {
    key,
    volatile,
    followsOthers,
  }: {
    readonly key: string;
    /** What stands behind them. */
    readonly volatile: readonly TextSegment[];
    readonly followsOthers: boolean;
  },
): string {
  const text = [...chunks.toSorted(compareAddresses), ...volatile]
    .map((chunk) => renderTagged(chunk, key).text)
    .join('');
  // Providers refuse, and the SDK drops, an empty part.
  if (text !== '') return text;
  return followsOthers
    ? '(No more passages for this question than those above.)'
    : '(No document has words of the question.)';
}

/** What diffs put in or take out, up to the length of a long question. */
function changedLines(volatile: Context['volatile'] = []): string {
  const lines = volatile.flatMap(({ source, text }) =>
    isDiffAddress(source) ? (text.match(/^[-+](?![-+]{2} ).*$/gm) ?? []) : [],
  );
  return lines
    .map((line) => line.slice(1))
    .join('\n')
    .slice(0, 4_000);
}
