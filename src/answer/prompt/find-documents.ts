import type { ModelMessage } from 'ai';
import type { Context, RetrievedChunk } from '../../context.ts';
import { QuireError } from '../../errors.ts';
import type { CacheMarker } from '../../model/model-profile.ts';
import { segmentId } from '../../segment.ts';
import { compareAddresses } from '../../text/compare-addresses.ts';
import { findDelimiterKey } from '../../text/delimiter-key.ts';
import { isDiffAddress } from '../../text/diff-address.ts';
import { renderTagged } from '../../text/tagged-text.ts';
import type { CitableDocument } from '../citations/find-citation.ts';
import type { DocumentPart } from './build-messages.ts';

/** What one question is answered from: the part that goes to the model, and the same documents as they can be cited. */
export interface FoundDocuments {
  readonly part: DocumentPart;
  /** A list of its own: what tools show later is added. */
  readonly documents: CitableDocument[];
}

/** The whole prefix of a packed context, or the evidence that its retriever finds for this question. */
export async function findDocuments(
  context: Context,
  {
    question,
    history,
    searchWords = '',
    marker,
    abortSignal,
  }: {
    readonly question: string;
    readonly history: readonly ModelMessage[];
    /** Words that the documents may use for what is asked. */
    readonly searchWords?: string | undefined;
    /** Marks the prefix, or the evidence, for the provider's cache. */
    readonly marker?: CacheMarker | undefined;
    readonly abortSignal: AbortSignal | undefined;
  },
): Promise<FoundDocuments> {
  if (context.strategy === 'pack') {
    const { text, key, segments, parts } = context.prefix;
    const { cache } = context.profile;
    const { volatile = [], behind } = context;
    return {
      part: {
        ...{ text, key, marker, position: 'first' },
        ...(parts !== undefined && { ends: parts.map(({ end }) => end) }),
        ...(parts !== undefined && cache.type === 'explicit' && { maxMarkers: cache.maxMarkers }),
        ...(behind !== undefined && { behind }),
      },
      documents: [
        ...segments.map(({ start, end, ...segment }) => ({ ...segment, text: text.slice(start, end) })),
        // As they stand in the prompt.
        ...volatile.map((chunk) => ({ ...chunk, text: chunk.text.replaceAll('\r\n', '\n') })),
      ],
    };
  }
  if (typeof context.retriever?.retrieve !== 'function') {
    throw new QuireError('bad-input', {
      option: 'context',
      message:
        'This context was kept as JSON, which holds no index. Keep packed contexts; prepare others anew.',
    });
  }
  const asked = [...[...previousQuestions(history), question].slice(-2), searchWords].join('\n').trimEnd();
  const changed = changedLines(context.volatile);
  // What a change touches is found by its own words: "What does this break?" has none. Each search has half of the room.
  const queries = changed === '' ? [asked] : [asked, changed];
  const found = new Map<string, RetrievedChunk>();
  for (const query of queries) {
    const chunks = await context.retriever.retrieve({
      query,
      evidenceTokens: Math.floor(context.evidenceTokens / queries.length),
      ...(abortSignal !== undefined && { abortSignal }),
    });
    for (const chunk of chunks) found.set(segmentId(chunk), chunk);
  }
  // Best first is for choosing; read is in order, and the same evidence is then the same bytes.
  const documents = [...[...found.values()].toSorted(compareAddresses), ...(context.volatile ?? [])];
  const key = findDelimiterKey(documents);
  const text = documents.map((chunk) => renderTagged(chunk, key).text).join('');
  return {
    part: {
      // Providers refuse, and the SDK drops, an empty part.
      text: text === '' ? '(No document has words of the question.)' : text,
      key,
      marker,
      position: 'before-question',
    },
    documents,
  };
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

/** A follow-up such as "and on Windows?" finds nothing without the question before it. */
function previousQuestions(history: readonly ModelMessage[]): string[] {
  return history.flatMap(({ role, content }) => {
    if (role !== 'user') return [];
    return typeof content === 'string'
      ? [content]
      : content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  });
}
