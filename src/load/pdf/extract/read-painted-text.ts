import type { Box, HiddenBecause, PageSize } from '../page-layout.ts';
import { intersect, widen } from './box.ts';
import { type GraphicsState, initialState, setParameter } from './graphics-state.ts';
import { isRectangle } from './is-rectangle.ts';
import { boxOf, identity, type Matrix, multiply } from './matrix.ts';
import {
  isMatrix,
  isNumbers,
  listOf,
  numberOf,
  type OperatorList,
  paintingOperators,
} from './operator-list.ts';
import { type Piece, placePiece, showGlyphs } from './show-glyphs.ts';
import { type Ground, whyHidden } from './why-hidden.ts';

/** What one operator shows, cut where it leaves a gap. The frame is that of the page as shown. */
export interface PaintedText extends Piece {
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
  page: PageSize,
): Promise<Painting> {
  const { OPS } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const { filling, stroking } = paintingOperators(OPS);
  const texts: PaintedText[] = [];
  const images: Box[] = [];
  const grounds: Ground[] = [];
  const states: GraphicsState[] = [];
  let annotation: string | undefined;
  const whole = { left: 0, top: 0, right: page.width, bottom: page.height };
  const initial = initialState(transform, whole);
  let state = initial;
  let clips = false;
  // Set by BT and Tm; showing text moves on along the line.
  let line: Matrix = identity;
  let along = 0;
  const save = () => states.push(state);
  const restore = () => {
    state = states.pop() ?? state;
  };
  // What is seen through, or cut to an odd shape, may leave any colour behind it.
  const addGround = (box: Box, colour: unknown) => {
    const isPlain = state.isClipBox && state.opacity > 0.99;
    // A map has more; every text is held against every ground, and its labels may stand on any.
    if (grounds.length > maxGrounds) return;
    if (grounds.length === maxGrounds) grounds.push({ box: whole, colour: undefined });
    grounds.push({ box: intersect(box, state.clip), colour: isPlain ? colour : undefined });
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
        state = initial;
        for (const matrix of args.slice(2, 4))
          if (isMatrix(matrix)) state = { ...state, matrix: multiply(state.matrix, matrix) };
        break;
      case OPS.endAnnotation:
        restore();
        annotation = undefined;
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
      case OPS.showText:
        along = showGlyphs(
          listOf(first),
          along,
          (text, start, end) => {
            const piece = placePiece(text, start, end, multiply(state.matrix, line), state);
            const hidden = annotation === undefined ? whyHidden(piece, state, grounds, page) : undefined;
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
      case OPS.clip:
      case OPS.eoClip:
        clips = true;
        break;
      case OPS.constructPath: {
        const bounds = args[2];
        if (!isNumbers(bounds) || bounds.length !== 4) break;
        const box = boxOf(state.matrix, bounds);
        const isBox = isRectangle(listOf(second)[0], state.matrix);
        if (filling.has(first)) addGround(box, isBox ? state.fill : undefined);
        // Some writers paint a background as one thick line.
        else if (stroking.has(first) && state.lineWidth > 3)
          addGround(widen(box, state.lineWidth / 2), undefined);
        if (clips)
          state = { ...state, clip: intersect(state.clip, box), isClipBox: state.isClipBox && isBox };
        clips = false;
        break;
      }
      case OPS.shadingFill:
        addGround(whole, undefined);
        break;
      case OPS.paintImageXObject:
      case OPS.paintInlineImageXObject:
      case OPS.paintImageMaskXObject:
      case OPS.paintSolidColorImageMask: {
        const box = boxOf(state.matrix, [0, 0, 1, 1]);
        addGround(box, undefined);
        images.push(intersect(box, whole));
        break;
      }
      // Many small ones, wherever they are.
      case OPS.paintImageXObjectRepeat:
      case OPS.paintImageMaskXObjectRepeat:
      case OPS.paintImageMaskXObjectGroup:
      case OPS.paintInlineImageXObjectGroup:
        addGround(whole, undefined);
        break;
      default:
        state = setParameter(state, operator, args, OPS);
    }
  }
  return { texts, images };
}

const maxGrounds = 20_000;
