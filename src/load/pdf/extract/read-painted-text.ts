import type { Box, HiddenBecause } from '../page-layout.ts';
import type { OperatorList } from './find-rules.ts';
import { apply, boxOf, identity, type Matrix, multiply } from './matrix.ts';
import { isMatrix, isNumbers, listOf, numberOf } from './operator-args.ts';
import { type Ground, whyHidden } from './why-hidden.ts';

/** What one operator shows, cut where it leaves a gap. The frame is that of the page as shown. */
export interface PaintedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly angle: number;
  /** pdf.js' id of the font. */
  readonly font: string;
  readonly hidden?: HiddenBecause;
  /** The annotation whose appearance it is part of, by its id. */
  readonly annotation?: string;
}

export interface Painting {
  readonly texts: readonly PaintedText[];
  /** The boxes of the images, cut to the page. */
  readonly images: readonly Box[];
}

/**
 * The text that a page's operators paint, with what hides it: `getTextContent` of pdf.js tells neither colours nor the rendering
 * mode, leaves out what is off the page, and knows nothing of the appearance of annotations.
 */
export async function readPaintedText(
  { fnArray, argsArray }: OperatorList,
  transform: Matrix,
  page: { readonly width: number; readonly height: number },
): Promise<Painting> {
  const { OPS } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const filling = new Set<unknown>([OPS.fill, OPS.eoFill, OPS.fillStroke, OPS.eoFillStroke]);
  for (const operator of [OPS.closeFillStroke, OPS.closeEOFillStroke]) filling.add(operator);
  const stroking = new Set<unknown>([OPS.stroke, OPS.closeStroke]);
  const texts: PaintedText[] = [];
  const images: Box[] = [];
  const grounds: Ground[] = [];
  const states: State[] = [];
  let annotation: string | undefined;
  let state: State = { ...initialState, matrix: transform };
  // Set by BT and Tm; showing text moves on along the line.
  let line: Matrix = identity;
  let along = 0;
  const save = () => states.push(state);
  const restore = () => {
    state = states.pop() ?? state;
  };
  const moveLine = (x: number, y: number) => {
    line = multiply(line, [1, 0, 0, 1, x, y]);
    along = 0;
  };
  for (const [index, operator] of fnArray.entries()) {
    const args = listOf(argsArray[index]);
    const [first, second] = args;
    switch (operator) {
      case OPS.save:
        save();
        break;
      case OPS.restore:
      case OPS.paintFormXObjectEnd:
        restore();
        break;
      case OPS.paintFormXObjectBegin:
        save();
        if (isMatrix(first)) state = { ...state, matrix: multiply(state.matrix, first) };
        break;
      case OPS.beginAnnotation:
        save();
        annotation = typeof first === 'string' ? first : undefined;
        state = { ...initialState, matrix: transform };
        for (const matrix of args.slice(2, 4))
          if (isMatrix(matrix)) state = { ...state, matrix: multiply(state.matrix, matrix) };
        break;
      case OPS.endAnnotation:
        restore();
        annotation = undefined;
        break;
      case OPS.transform:
        if (isMatrix(args)) state = { ...state, matrix: multiply(state.matrix, args) };
        break;
      case OPS.setGState:
        state = withGraphicsState(state, first);
        break;
      case OPS.setFillRGBColor:
        state = { ...state, fill: first };
        break;
      case OPS.setStrokeRGBColor:
        state = { ...state, stroke: first };
        break;
      // A pattern may have any colour.
      case OPS.setFillColorN:
        state = { ...state, fill: undefined };
        break;
      case OPS.setStrokeColorN:
        state = { ...state, stroke: undefined };
        break;
      case OPS.setLineWidth:
        state = { ...state, lineWidth: numberOf(first) };
        break;
      case OPS.setFont:
        state = { ...state, font: String(first), size: numberOf(second) };
        break;
      case OPS.setTextRenderingMode:
        state = { ...state, mode: numberOf(first) };
        break;
      case OPS.setCharSpacing:
        state = { ...state, charSpacing: numberOf(first) };
        break;
      case OPS.setWordSpacing:
        state = { ...state, wordSpacing: numberOf(first) };
        break;
      case OPS.setHScale:
        state = { ...state, scale: numberOf(first) / 100 };
        break;
      case OPS.setLeading:
        state = { ...state, leading: numberOf(first) };
        break;
      case OPS.setTextRise:
        state = { ...state, rise: numberOf(first) };
        break;
      case OPS.beginText:
        line = identity;
        along = 0;
        break;
      case OPS.setTextMatrix:
        line = isMatrix(first) ? first : isMatrix(args) ? args : line;
        along = 0;
        break;
      case OPS.setLeadingMoveText:
        state = { ...state, leading: -numberOf(second) };
        moveLine(numberOf(first), numberOf(second));
        break;
      case OPS.moveText:
        moveLine(numberOf(first), numberOf(second));
        break;
      case OPS.nextLine:
        moveLine(0, -state.leading);
        break;
      case OPS.showText: {
        const hides = (piece: Piece) => whyHidden(piece, state, grounds, page);
        along = show(
          listOf(first),
          along,
          (text, start, end) => {
            const piece = place(text, start, end, multiply(state.matrix, line), state);
            const hidden = annotation === undefined ? hides(piece) : undefined;
            texts.push({
              ...piece,
              font: state.font,
              ...(hidden && { hidden }),
              ...(annotation !== undefined && { annotation }),
            });
          },
          state,
        );
        break;
      }
      case OPS.constructPath: {
        const bounds = args[2];
        if (!isNumbers(bounds) || bounds.length !== 4) break;
        const box = boxOf(state.matrix, bounds);
        if (filling.has(first)) grounds.push({ box, colour: state.fill });
        // Some writers paint a background as one thick line.
        else if (stroking.has(first) && state.lineWidth > 3)
          grounds.push({ box: widen(box, state.lineWidth / 2), colour: state.stroke });
        break;
      }
      case OPS.shadingFill:
        grounds.push({ box: { left: 0, top: 0, right: page.width, bottom: page.height }, colour: undefined });
        break;
      case OPS.paintImageXObject:
      case OPS.paintInlineImageXObject:
      case OPS.paintImageMaskXObject:
      case OPS.paintSolidColorImageMask: {
        const box = boxOf(state.matrix, [0, 0, 1, 1]);
        grounds.push({ box, colour: undefined });
        images.push(cut(box, page));
        break;
      }
      // Many small ones, wherever they are.
      case OPS.paintImageXObjectRepeat:
      case OPS.paintImageMaskXObjectRepeat:
      case OPS.paintImageMaskXObjectGroup:
      case OPS.paintInlineImageXObjectGroup:
        grounds.push({ box: { left: 0, top: 0, right: page.width, bottom: page.height }, colour: undefined });
        break;
    }
  }
  return { texts, images };
}

/** The part of the graphics state that text depends on; colours as `#rrggbb`, undefined for a pattern. */
interface State {
  readonly matrix: Matrix;
  readonly fill: unknown;
  readonly stroke: unknown;
  readonly opacity: number;
  readonly lineWidth: number;
  readonly font: string;
  readonly size: number;
  readonly mode: number;
  readonly charSpacing: number;
  readonly wordSpacing: number;
  readonly scale: number;
  readonly leading: number;
  readonly rise: number;
}

const initialState: State = {
  matrix: identity,
  fill: '#000000',
  stroke: '#000000',
  opacity: 1,
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

type Piece = Omit<PaintedText, 'font' | 'hidden' | 'annotation'>;

function withGraphicsState(state: State, entries: unknown): State {
  for (const entry of listOf(entries)) {
    const [key, value] = listOf(entry);
    if (key === 'ca') state = { ...state, opacity: numberOf(value) };
    if (key === 'LW') state = { ...state, lineWidth: numberOf(value) };
    const [font, size] = listOf(value);
    if (key === 'Font') state = { ...state, font: String(font), size: numberOf(size) };
  }
  return state;
}

/** Tells the pieces of what is shown, and returns where it ends: both in the units of the text matrix, along the line. */
function show(
  glyphs: readonly unknown[],
  along: number,
  tell: (text: string, start: number, end: number) => void,
  { size, scale, charSpacing, wordSpacing }: State,
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

function place(text: string, start: number, end: number, matrix: Matrix, { size, rise }: State): Piece {
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

function widen({ left, top, right, bottom }: Box, by: number): Box {
  return { left: left - by, top: top - by, right: right + by, bottom: bottom + by };
}

function cut(box: Box, page: { readonly width: number; readonly height: number }): Box {
  return {
    left: Math.max(0, box.left),
    top: Math.max(0, box.top),
    right: Math.min(page.width, box.right),
    bottom: Math.min(page.height, box.bottom),
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
