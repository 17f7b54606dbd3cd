import type { TextRun } from '../page-layout.ts';
import { apply, type Matrix } from './matrix.ts';

/** The part of the graphics state that glyphs are set by. */
export interface TextState {
  readonly size: number;
  readonly charSpacing: number;
  readonly wordSpacing: number;
  /** Of the widths: 1 for as designed. */
  readonly scale: number;
  readonly rise: number;
}

/** A text with its place on the page as shown. */
export type Piece = Pick<TextRun, 'text' | 'x' | 'y' | 'width' | 'size' | 'angle'>;

/** Tells the pieces of what is shown, and returns where it ends: both in the units of the text matrix, along the line. */
export function showGlyphs(
  glyphs: readonly unknown[],
  along: number,
  tell: (text: string, start: number, end: number) => void,
  { size, scale, charSpacing, wordSpacing }: TextState,
): number {
  let text = '';
  let start = along;
  const end = () => {
    if (text !== '') tell(text, start, along);
    text = '';
  };
  for (const glyph of glyphs) {
    if (typeof glyph === 'number') {
      // A fifth of an em is the narrowest blank.
      if (Math.abs(glyph) > 200) end();
      along -= (glyph / 1000) * size * scale;
    } else if (isGlyph(glyph)) {
      if (text === '') start = along;
      text += glyph.unicode;
      const spacing = charSpacing + (glyph.isSpace ? wordSpacing : 0);
      along += ((glyph.width / 1000) * size + spacing) * scale;
    }
  }
  end();
  return along;
}

/** Puts what was shown from `start` to `end` onto the page: `matrix` leads from the line to it. */
export function placePiece(
  text: string,
  start: number,
  end: number,
  matrix: Matrix,
  { size, rise }: Pick<TextState, 'size' | 'rise'>,
): Piece {
  const [a, b, c, d] = matrix;
  const [x, y] = apply(matrix, start, rise);
  const stretch = Math.hypot(a, b);
  return {
    text,
    x,
    y,
    width: Math.abs(end - start) * stretch,
    size: Math.abs(size) * Math.hypot(c, d),
    angle: (Math.atan2(b * size, a * size) * 180) / Math.PI,
  };
}

interface Glyph {
  readonly unicode: string;
  /** In thousandths of an em. */
  readonly width: number;
  readonly isSpace: boolean;
}

function isGlyph(value: unknown): value is Glyph {
  return typeof value === 'object' && value !== null && 'unicode' in value && 'width' in value;
}
