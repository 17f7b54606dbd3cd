import type { Citation } from '../../result.ts';
import {
  createMarkParser,
  formatCitationMark,
  type MarkPiece,
  notFoundMark,
} from '../../text/citation-marks.ts';
import { createImitationFilter } from '../../text/imitated-marks.ts';
import { type CitableDocument, findCitation } from '../citations/find-citation.ts';

/** What a reader sees next: text, or a citation whose number just stood in the text. */
export type ReadEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'citation'; readonly citation: Citation };

/** Turns a model's raw output into text with numbered citations, as it arrives. */
export interface AnswerReader {
  read(delta: string): ReadEvent[];
  end(): ReadEvent[];
  /** The model has looked something up and writes on: in a paragraph of its own, and whether it has found anything is open again. */
  nextStep(): ReadEvent[];
  /** What has been read so far. */
  readonly result: {
    readonly text: string;
    readonly citations: readonly Citation[];
    readonly notFound: boolean;
  };
}

/** A reader for one answer over these documents. */
export function createAnswerReader(documents: readonly CitableDocument[]): AnswerReader {
  let parser = createMarkParser();
  const imitations = createImitationFilter();
  const citations: Citation[] = [];
  let text = '';
  let hasBegun = false;
  let notFound = false;
  let afterMark = false;

  const show = (shown: string): ReadEvent[] => {
    text += shown;
    return shown === '' ? [] : [{ type: 'text', text: shown }];
  };

  const readPiece = (piece: MarkPiece): ReadEvent[] => {
    // Blank text in front of everything is the remains of a mark.
    if (piece.type === 'text') {
      afterMark = false;
      const shown = hasBegun ? piece.text : piece.text.trimStart();
      return shown === '' ? [] : [...begin(), ...show(imitations.push(shown))];
    }
    return [...show(imitations.flush()), ...readMark(piece)];
  };

  const begin = (): ReadEvent[] => {
    const gap = hasBegun || text === '' ? '' : '\n\n';
    hasBegun = true;
    return show(gap);
  };

  const readMark = (piece: Exclude<MarkPiece, { type: 'text' }>): ReadEvent[] => {
    const inCode = text.endsWith('`');
    if (piece.type === 'not-found') {
      if (inCode) return show(notFoundMark);
      notFound = true;
      return [];
    }
    const found = findCitation(piece, documents);
    // In code, and naming no document: the answer is about citation marks, and this is an example of one.
    if (inCode && found.location === undefined) return show(formatCitationMark(piece));
    const known = citations.find((citation) => isSamePlace(citation, found));
    const citation: Citation = known ?? { mark: citations.length + 1, ...found };
    const begun = begin();
    const gap = afterMark || text === '' || /[\s(]$/.test(text) ? '' : ' ';
    afterMark = true;
    const shown = [...begun, ...show(`${gap}[${citation.mark}]`)];
    if (known !== undefined) return shown;
    citations.push(citation);
    return [...shown, { type: 'citation', citation }];
  };

  const end = () => [...parser.end().flatMap(readPiece), ...show(imitations.flush())];

  return {
    read: (delta) => parser.push(delta).flatMap(readPiece),
    end,
    nextStep() {
      const events = end();
      parser = createMarkParser();
      hasBegun = false;
      notFound = false;
      return events;
    },
    get result() {
      return { text, citations, notFound };
    },
  };
}

function isSamePlace(a: Omit<Citation, 'mark'>, b: Omit<Citation, 'mark'>): boolean {
  return (
    a.source === b.source && a.quote === b.quote && JSON.stringify(a.location) === JSON.stringify(b.location)
  );
}
