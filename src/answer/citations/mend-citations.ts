import type { Citation } from '../../result.ts';
import { createMarkParser, formatCitationMark } from '../../text/citation-marks.ts';
import { type CitableDocument, findCitation } from './find-citation.ts';

/** Asks for other quotes in the place of those that stand in no document. */
export function describeUnverified(citations: readonly Citation[]): string {
  const list = citations
    .filter(({ verified }) => !verified)
    .map(({ mark, source, quote }) => `[${mark}] ${formatCitationMark({ id: source, quote })}`);
  return `These quotes stand in no document as you gave them:
${list.join('\n')}
For each of them write its number and a citation whose words are copied character by character from the document and show the same statement, as above. Leave out those that no document shows. Write nothing else.`;
}

/** The citations with each one replaced whose new quote was found; the others stay as they were, unverified. */
export function mendCitations(
  citations: readonly Citation[],
  reply: string,
  documents: readonly CitableDocument[],
): readonly Citation[] {
  const parser = createMarkParser();
  const mended = new Map<number, Citation>();
  let mark: number | undefined;
  for (const piece of [...parser.push(reply), ...parser.end()]) {
    if (piece.type === 'text') mark = lastNumber(piece.text) ?? mark;
    const old = citations.find((citation) => citation.mark === mark && !citation.verified);
    if (piece.type !== 'citation' || old === undefined || mended.has(old.mark)) continue;
    const found = findCitation(piece, documents);
    const { path } = old;
    if (found.verified)
      mended.set(old.mark, { mark: old.mark, ...(path !== undefined && { path }), ...found });
  }
  return citations.map((citation) => mended.get(citation.mark) ?? citation);
}

function lastNumber(text: string): number | undefined {
  const [, number] = /\[(\d+)\]\D*$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number);
}
