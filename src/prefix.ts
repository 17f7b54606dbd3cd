import type { Location } from './segment.ts';

/** A stretch of a text, in UTF-16 units; its end is not included. */
export interface TextStretch {
  readonly start: number;
  readonly end: number;
}

/**
 * A segment inside a packed prefix. Its text is `prefix.text.slice(start, end)`; with `pieces` it is those, one after the other.
 */
export interface PackedSegment {
  readonly id: string;
  readonly source: string;
  readonly location: Location;
  readonly headings?: readonly string[];
  readonly version?: string;
  /** Estimated tokens, with its tags and without margin. */
  readonly tokens: number;
  /** Offsets of the segment's own text in the prefix, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Set when lines of it were replaced behind a prefix that a provider kept: where its text stands now. */
  readonly pieces?: readonly TextStretch[];
}

/**
 * The packed text of all documents. Its bytes are a function of the segments, their `changedAt` and the earlier pack that it
 * follows, nothing else: no clock, locale, platform or directory order.
 */
export interface Prefix {
  readonly text: string;
  /** The delimiter key: occurs in no document, so no document can forge a boundary. */
  readonly key: string;
  /** SHA-256 of `text` as UTF-8, in hex. */
  readonly hash: string;
  /** Estimated tokens, without margin. */
  readonly tokens: number;
  /** How the documents are ordered: by their last change, or by path where no history is known. */
  readonly order: 'least-recently-changed' | 'path';
  /** The documents as they are now, in the order of the text. */
  readonly segments: readonly PackedSegment[];
  /**
   * Copies that stand in the text and no longer count: their documents changed or went while a provider kept the text before them.
   * The text says so; nothing cites or searches them. Absent when there are none.
   */
  readonly superseded?: readonly PackedSegment[];
  /** Lines that no longer count, in documents that otherwise stand: what was replaced, and where that says so. */
  readonly replaced?: readonly (TextStretch & { readonly tokens: number })[];
  /**
   * How the text is cut into content parts, so that a provider finds again what it has kept of it, also when only the beginning is
   * the same. Absent when it is one part.
   */
  readonly parts?: readonly PrefixPart[];
}

/** A stretch of a prefix that is sent as a content part of its own; it begins where the one before ends. */
export interface PrefixPart {
  /** Offset in the text, in UTF-16 units; not included. */
  readonly end: number;
  /** Estimated, without margin. */
  readonly tokens: number;
}
