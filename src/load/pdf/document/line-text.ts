import type { Line, Span } from '../page-layout.ts';

/** A line's text without the blanks at its end. */
export function lineText({ spans }: Pick<Line, 'spans'>): string {
  const [first] = spans;
  const text = spans.length === 1 && first ? first.text : spans.map((span) => span.text).join('');
  return text.trimEnd();
}

/** Whether every span that holds letters or digits is of this kind; in a line without any, every one that is not blank. */
export function isAll({ spans }: Pick<Line, 'spans'>, isKind: (span: Span) => boolean): boolean {
  let found: 'nothing' | 'signs' | 'words' = 'nothing';
  let areSigns = true;
  for (const span of spans) {
    if (hasWord(span.text)) {
      if (!isKind(span)) return false;
      found = 'words';
    } else if (span.text.trim() !== '') {
      areSigns &&= isKind(span);
      if (found === 'nothing') found = 'signs';
    }
  }
  return found === 'words' || (found === 'signs' && areSigns);
}

/** The common case first: a test for letters of all scripts takes ten times as long. */
function hasWord(text: string): boolean {
  return /[A-Za-z0-9]/.test(text) || /[\p{L}\p{N}]/u.test(text);
}

export const isBold = ({ font }: Span): boolean => font.isBold;
export const isMonospace = ({ font }: Span): boolean => font.isMonospace;

/** A line that runs from left to right or from right to left across an upright page. */
export function isUpright({ angle }: Line): boolean {
  return Math.abs(angle) < 1;
}
