import type { ModelMessage } from 'ai';
import type { Context, PackContext, RetrieveContext, RetrievedChunk } from '../../context.ts';
import { QuireError } from '../../errors.ts';
import type { CacheMarker } from '../../model/model-profile.ts';
import { compareAddresses } from '../../text/compare-addresses.ts';
import { findDelimiterKey } from '../../text/delimiter-key.ts';
import { renderTagged } from '../../text/tagged-text.ts';
import type { CitableDocument } from '../citations/find-citation.ts';
import type { DocumentPart } from './build-messages.ts';
import {
  type ConversationEvidence,
  conversationEvidence,
  describeQuery,
  listTurns,
} from './conversation-evidence.ts';

/** What one question is answered from: the part that goes to the model, and the same documents as they can be cited. */
export interface FoundDocuments {
  readonly part: DocumentPart;
  /** Passages that stand in front of earlier questions. */
  readonly earlier: EarlierEvidence;
  /** A list of its own: what tools show later is added. */
  readonly documents: CitableDocument[];
}

/** Passages of earlier questions as they stand in a conversation. */
export interface EarlierEvidence {
  /** Rendered, by the place of their question in the history. */
  readonly texts: ReadonlyMap<number, string>;
  /** Estimated, of all. */
  readonly tokens: number;
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
  const carried = [...earlier.values()].flat();
  const documents = [...carried, ...fresh];
  const key = findDelimiterKey(documents);
  return {
    part: {
      text: renderEvidence(fresh, key, carried.length > 0),
      key,
      marker: options.marker,
      position: 'before-question',
    },
    earlier: {
      texts: new Map(
        Array.from(earlier, ([index, chunks], at) => [index, renderEvidence(chunks, key, at > 0)]),
      ),
      tokens: carried.reduce((sum, { tokens }) => sum + tokens, 0),
    },
    documents: documents.sort(compareAddresses),
  };
}

function wholePrefix({ prefix, profile }: PackContext, marker: CacheMarker | undefined): FoundDocuments {
  const { text, key, segments, parts } = prefix;
  const { cache } = profile;
  return {
    part: {
      ...{ text, key, marker, position: 'first' },
      ...(parts !== undefined && { ends: parts.map(({ end }) => end) }),
      ...(parts !== undefined && cache.type === 'explicit' && { maxMarkers: cache.maxMarkers }),
    },
    earlier: { texts: new Map(), tokens: 0 },
    documents: segments.map(({ start, end, ...segment }) => ({ ...segment, text: text.slice(start, end) })),
  };
}

async function findEvidence(
  context: RetrieveContext,
  { question, history, searchWords = '', evidence = 'question', abortSignal }: FindOptions,
): Promise<ConversationEvidence> {
  // Without a cache a passage costs as much the second time.
  if (evidence === 'conversation' && context.profile.cache.type !== 'none') {
    return conversationEvidence(context, { history, question, searchWords, abortSignal });
  }
  const fresh = await context.retriever.retrieve({
    query: describeQuery({ before: listTurns(history).at(-1)?.text, question, searchWords }),
    evidenceTokens: context.evidenceTokens,
    ...(abortSignal !== undefined && { abortSignal }),
  });
  return { earlier: new Map(), fresh };
}

/** Best first is for choosing; read is in order, and the same evidence is then the same bytes. */
function renderEvidence(chunks: readonly RetrievedChunk[], key: string, followsOthers: boolean): string {
  const text = chunks
    .toSorted(compareAddresses)
    .map((chunk) => renderTagged(chunk, key).text)
    .join('');
  // Providers refuse, and the SDK drops, an empty part.
  if (text !== '') return text;
  return followsOthers
    ? '(No more passages for this question than those above.)'
    : '(No document has words of the question.)';
}
