import type { Citation } from '../result.ts';
import { createMarkParser, type MarkPiece } from '../text/citation-marks.ts';
import { type CitableDocument, findCitation } from './find-citation.ts';

/** What a reader sees next: text, or a citation whose number just stood in the text. */
export type ReadEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'citation'; readonly citation: Citation };

/** Turns a model's raw output into text with numbered citations, as it arrives. */
export interface AnswerReader {
  read(delta: string): ReadEvent[];
  end(): ReadEvent[];
  /** What has been read so far. */
  readonly result: {
    readonly text: string;
    readonly citations: readonly Citation[];
    readonly notFound: boolean;
  };
}

/** A reader for one answer over these documents. */
export function createAnswerReader(documents: readonly CitableDocument[]): AnswerReader {
  const parser = createMarkParser();
  const citations: Citation[] = [];
  let text = '';
  let notFound = false;

  const readPiece = (piece: MarkPiece): ReadEvent[] => {
    if (piece.type === 'not-found') {
      notFound = true;
      return [];
    }
    if (piece.type === 'text') {
      // Blank text in front of everything is the remains of a mark.
      const visible = text === '' ? piece.text.trimStart() : piece.text;
      if (visible === '') return [];
      text += visible;
      return [{ type: 'text', text: visible }];
    }
    const found = findCitation(piece, documents);
    const known = citations.find((citation) => isSamePlace(citation, found));
    const citation: Citation = known ?? { mark: citations.length + 1, ...found };
    const gap = text === '' || /[\s\]]$/.test(text) ? '' : ' ';
    const shown = `${gap}[${citation.mark}]`;
    text += shown;
    if (known !== undefined) return [{ type: 'text', text: shown }];
    citations.push(citation);
    return [
      { type: 'text', text: shown },
      { type: 'citation', citation },
    ];
  };

  return {
    read: (delta) => parser.push(delta).flatMap(readPiece),
    end: () => parser.end().flatMap(readPiece),
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
