import type { TextSegment } from '../segment.ts';
import { usualDelimiterKey } from '../text/delimiter-key.ts';
import { renderTagged } from '../text/tagged-text.ts';
import type { TextCount } from './token-counts.ts';

/**
 * UTF-8 bytes a token, with tags. Six repositories of Go, JavaScript, C, Vim script and prose take 2.7 to 3.7 by the rule for Qwen,
 * so the estimate of a whole repository is within a fifth.
 */
const bytesPerToken = 3.2;

/**
 * No collection of documents takes more bytes a token than this as a whole: the widest of the six takes 3.7. Single files do, such
 * as one of blanks.
 */
const mostBytesPerToken = 10;

/** Whether texts of so many bytes in all cannot fit a budget of tokens, however they are counted. */
export function isFarOver(bytes: number, budgetTokens: number): boolean {
  return bytes > mostBytesPerToken * budgetTokens;
}

/** Estimates a segment with its tags from its bytes alone: some hundred times as fast as counting it. */
export function estimateSegment(segment: TextSegment): TextCount {
  const tags = renderTagged({ ...segment, text: '' }, usualDelimiterKey).text;
  const textBytes = Buffer.byteLength(segment.text);
  const bytes = textBytes + tags.length;
  // Line breaks and quotes take two bytes inside a JSON string.
  return {
    tokens: Math.ceil(bytes / bytesPerToken),
    bytes: Math.ceil(bytes * 1.05),
    isForeign: textBytes > 1.01 * segment.text.length,
  };
}

/** What texts that were counted take together. */
export function sumTokens(counted: readonly { readonly tokens: number }[] = []): number {
  return counted.reduce((sum, { tokens }) => sum + tokens, 0);
}
