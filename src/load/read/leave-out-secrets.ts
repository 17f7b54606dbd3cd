import type { Skipped, TextSegment } from '../../segment.ts';
import { type FoundSecret, findSecret } from './find-secret.ts';

/** The segment, or a skip in its place when it holds a secret: a file, or one page of a PDF. */
export async function tellSecret(segment: TextSegment): Promise<TextSegment | Skipped> {
  const secret = await findSecret(segment.text, segment.source);
  return secret === undefined ? segment : secretSkip(segment, secret);
}

/** The skip in place of a segment that holds a secret. */
export function secretSkip(
  { source, location, text, sourceHex }: TextSegment,
  { rule, line }: FoundSecret,
): Skipped {
  return {
    type: 'skipped',
    source,
    location: location.type === 'lines' ? { type: 'lines', start: line, end: line } : location,
    reason: 'secret',
    detail: `Line ${line} holds what looks like a secret (${rule}). To read it all the same, pass \`secrets: 'read'\` (command line: --allow-secrets) or the file itself.`,
    bytes: Buffer.byteLength(text),
    ...(sourceHex !== undefined && { sourceHex }),
  };
}
