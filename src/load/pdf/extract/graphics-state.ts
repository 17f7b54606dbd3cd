import type { OPS as Operators } from 'pdfjs-dist';
import type { Box } from '../page-layout.ts';
import { type Matrix, multiply } from './matrix.ts';
import { isMatrix, listOf, numberOf } from './operator-list.ts';
import type { TextState } from './show-glyphs.ts';

/** The part of the graphics state that text depends on; colours as `#rrggbb`, undefined for a pattern. */
export interface GraphicsState extends TextState {
  readonly matrix: Matrix;
  readonly fill: unknown;
  readonly stroke: unknown;
  readonly opacity: number;
  readonly clip: Box;
  /** Whether what is painted is cut to `clip` and no other shape. */
  readonly isClipBox: boolean;
  readonly lineWidth: number;
  readonly font: string;
  /** The PDF's text rendering mode. */
  readonly mode: number;
  readonly leading: number;
}

/** As a page begins. `matrix` is its viewport's, `clip` the whole of it. */
export function initialState(matrix: Matrix, clip: Box): GraphicsState {
  return {
    matrix,
    fill: '#000000',
    stroke: '#000000',
    opacity: 1,
    clip,
    isClipBox: true,
    lineWidth: 1,
    font: '',
    size: 0,
    mode: 0,
    charSpacing: 0,
    wordSpacing: 0,
    scale: 1,
    leading: 0,
    rise: 0,
  };
}

/** The state behind an operator that sets one of its parameters; the same one behind any other operator. */
export function setParameter(
  state: GraphicsState,
  operator: number,
  args: readonly unknown[],
  OPS: typeof Operators,
): GraphicsState {
  const [first, second] = args;
  switch (operator) {
    case OPS.transform:
      return isMatrix(args) ? { ...state, matrix: multiply(state.matrix, args) } : state;
    case OPS.setGState:
      return withEntries(state, first);
    case OPS.setFillRGBColor:
      return { ...state, fill: first };
    case OPS.setStrokeRGBColor:
      return { ...state, stroke: first };
    // A pattern may have any colour.
    case OPS.setFillColorN:
      return { ...state, fill: undefined };
    case OPS.setStrokeColorN:
      return { ...state, stroke: undefined };
    case OPS.setLineWidth:
      return { ...state, lineWidth: numberOf(first) };
    case OPS.setFont:
      return { ...state, font: String(first), size: numberOf(second) };
    case OPS.setTextRenderingMode:
      return { ...state, mode: numberOf(first) };
    case OPS.setCharSpacing:
      return { ...state, charSpacing: numberOf(first) };
    case OPS.setWordSpacing:
      return { ...state, wordSpacing: numberOf(first) };
    case OPS.setHScale:
      return { ...state, scale: numberOf(first) / 100 };
    case OPS.setLeading:
      return { ...state, leading: numberOf(first) };
    case OPS.setTextRise:
      return { ...state, rise: numberOf(first) };
    default:
      return state;
  }
}

/** With what a dictionary of the page's resources sets: opacity, line width, font. */
function withEntries(state: GraphicsState, entries: unknown): GraphicsState {
  for (const entry of listOf(entries)) {
    const [key, value] = listOf(entry);
    if (key === 'ca') state = { ...state, opacity: numberOf(value) };
    if (key === 'LW') state = { ...state, lineWidth: numberOf(value) };
    const [font, size] = listOf(value);
    if (key === 'Font') state = { ...state, font: String(font), size: numberOf(size) };
  }
  return state;
}
