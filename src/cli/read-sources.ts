import type { Skipped, Source, TextSegment } from '../index.ts';
import { showProgress } from './show-progress.ts';
import type { Terminal } from './terminal.ts';

/** A document as it was read: a file, or all pages of a PDF. */
export interface ReadDocument {
  readonly source: string;
  /** As of a `TextSegment`. */
  readonly sourceHex?: string;
  readonly segments: readonly TextSegment[];
}

/** Reads sources to their end, document by document in their order. */
export async function readSources(
  sources: readonly Source[],
  terminal: Terminal,
): Promise<{ readonly documents: readonly ReadDocument[]; readonly skipped: readonly Skipped[] }> {
  const documents = new Map<string, TextSegment[]>();
  const skipped: Skipped[] = [];
  const show = showProgress(terminal);
  let segments = 0;
  let bytes = 0;
  for (const source of sources) {
    for await (const item of source) {
      if (item.type === 'skipped') skipped.push(item);
      if (item.type === 'media') {
        const { data, mediaType, source: image } = item;
        skipped.push({
          type: 'skipped',
          source: image,
          reason: 'media',
          detail: mediaType,
          bytes: data.length,
        });
      }
      if (item.type !== 'text') continue;
      const known = documents.get(item.source);
      if (known === undefined) documents.set(item.source, [item]);
      else known.push(item);
      segments += 1;
      bytes += item.text.length;
      show({ type: 'load', segments, skipped: skipped.length, bytes, source: item.source });
    }
  }
  return {
    documents: [...documents].map(([source, read]) => ({
      source,
      sourceHex: read[0]?.sourceHex,
      segments: read,
    })),
    skipped,
  };
}
