import type { Line, Span } from '../page-layout.ts';

/** A line's text without the blanks at its end. */
export function lineText({ spans }: Pick<Line, 'spans'>): string {
  // NUL stands for glyphs without a character in some fonts (24 of 4,703 public PDFs).
  return spans
    .map(({ text }) => text)
    .join('')
    .replaceAll('\0', '')
    .trimEnd();
}

/** Whether every span that holds letters or digits is of this kind. False for a line without any. */
export function isAll(line: Line, isKind: (span: Span) => boolean): boolean {
  const worded = line.spans.filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
  return worded.length > 0 && worded.every(isKind);
}

export const isBold = ({ font }: Span): boolean => font.isBold;
export const isMonospace = ({ font }: Span): boolean => font.isMonospace;

/** A line that runs from left to right or from right to left across an upright page. */
export function isUpright({ angle }: Line): boolean {
  return Math.abs(angle) < 1;
}
