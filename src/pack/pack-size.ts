import type { TextSegment } from '../segment.ts';

/** What texts take of a model's input. Plain and foreign tokens are apart, because their safety margins differ. */
export interface PackSize {
  readonly plainTokens: number;
  readonly foreignTokens: number;
  /** Inside a JSON string. */
  readonly bytes: number;
}

/** A document with what it takes: a file, or all pages of a PDF. */
export interface SizedDocument {
  readonly source: string;
  readonly size: PackSize;
}

/** What was counted of a segment with its tags. */
export interface SegmentSize {
  readonly tokens: number;
  readonly bytes: number;
  readonly isForeign: boolean;
}

const nothing: PackSize = { plainTokens: 0, foreignTokens: 0, bytes: 0 };

/** Joins the segments of each document, in the order in which the documents come. */
export function sizeDocuments(
  segments: readonly TextSegment[],
  sizeOf: (segment: TextSegment) => SegmentSize,
): SizedDocument[] {
  const sizes = new Map<string, PackSize>();
  for (const segment of segments) {
    const { tokens, bytes, isForeign } = sizeOf(segment);
    const size = { plainTokens: isForeign ? 0 : tokens, foreignTokens: isForeign ? tokens : 0, bytes };
    const known = sizes.get(segment.source);
    sizes.set(segment.source, known === undefined ? size : addSizes(known, size));
  }
  return [...sizes].map(([source, size]) => ({ source, size }));
}

export function sumSizes(documents: readonly SizedDocument[]): PackSize {
  return documents.reduce((sum, { size }) => addSizes(sum, size), nothing);
}

export function subtractSize(from: PackSize, size: PackSize): PackSize {
  return addSizes(from, {
    plainTokens: -size.plainTokens,
    foreignTokens: -size.foreignTokens,
    bytes: -size.bytes,
  });
}

export function tokensOf({ plainTokens, foreignTokens }: PackSize): number {
  return plainTokens + foreignTokens;
}

export function addSizes(a: PackSize, b: PackSize): PackSize {
  return {
    plainTokens: a.plainTokens + b.plainTokens,
    foreignTokens: a.foreignTokens + b.foreignTokens,
    bytes: a.bytes + b.bytes,
  };
}
