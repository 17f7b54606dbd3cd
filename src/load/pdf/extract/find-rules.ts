import type { Box, PageSize, Rule } from '../page-layout.ts';
import { addFilledRules, addStrokedRules } from './add-path-rules.ts';
import { intersect, widen } from './box.ts';
import { boxOf, type Matrix, multiply, scaleOf } from './matrix.ts';
import { isMatrix, isNumbers, listOf, type OperatorList, paintingOperators } from './operator-list.ts';
import { readSubpaths } from './read-subpaths.ts';

/**
 * The horizontal and vertical rules of a page: stroked segments, thin filled rectangles, the edges of cell backgrounds and
 * frames. `transform` is the viewport's, so that rotated pages come upright. A drawing with more than 20,000 pieces (a map, a
 * chart) is cut off there.
 */
export async function findRules(
  { fnArray, argsArray }: OperatorList,
  transform: Matrix,
  page: PageSize,
): Promise<readonly Rule[]> {
  const { OPS } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const { filling, stroking } = paintingOperators(OPS);
  const rules: Rule[] = [];
  const states: State[] = [];
  let clips = false;
  let state: State = {
    matrix: transform,
    clip: { left: 0, top: 0, right: page.width, bottom: page.height },
    lineWidth: 1,
    fillIsWhite: false,
    strokeIsWhite: false,
  };
  for (const [index, operator] of fnArray.entries()) {
    if (rules.length >= maxRules) break;
    const args = argsArray[index];
    switch (operator) {
      case OPS.save:
        states.push(state);
        break;
      case OPS.paintFormXObjectBegin: {
        states.push(state);
        const [matrix] = listOf(args);
        if (isMatrix(matrix)) state = { ...state, matrix: multiply(state.matrix, matrix) };
        break;
      }
      case OPS.restore:
      case OPS.paintFormXObjectEnd:
        state = states.pop() ?? state;
        break;
      case OPS.transform:
        if (isMatrix(args)) state = { ...state, matrix: multiply(state.matrix, args) };
        break;
      case OPS.setLineWidth: {
        const [lineWidth] = listOf(args);
        if (typeof lineWidth === 'number') state = { ...state, lineWidth };
        break;
      }
      case OPS.setFillRGBColor:
      case OPS.setFillColorN:
        state = { ...state, fillIsWhite: isWhite(listOf(args)[0]) };
        break;
      case OPS.setStrokeRGBColor:
      case OPS.setStrokeColorN:
        state = { ...state, strokeIsWhite: isWhite(listOf(args)[0]) };
        break;
      case OPS.clip:
      case OPS.eoClip:
        clips = true;
        break;
      case OPS.constructPath: {
        const [paint, packed, bounds] = listOf(args);
        const [path] = listOf(packed);
        // A hair wider: a clip often runs along the very rule it lets through.
        if (clips && isNumbers(bounds) && bounds.length === 4)
          state = { ...state, clip: intersect(state.clip, widen(boxOf(state.matrix, bounds), 1)) };
        clips = false;
        if (!isNumbers(path)) break;
        const fills = filling.has(paint) && !state.fillIsWhite;
        const strokes = stroking.has(paint) && !state.strokeIsWhite;
        if (!fills && !strokes) break;
        const thickness = state.lineWidth * scaleOf(state.matrix);
        for (const points of readSubpaths(path, state.matrix)) {
          if (fills) addFilledRules(rules, points, { clip: state.clip, page });
          if (strokes) addStrokedRules(rules, points, { clip: state.clip, thickness });
        }
        break;
      }
    }
  }
  return rules;
}

const maxRules = 20_000;

interface State {
  readonly matrix: Matrix;
  readonly clip: Box;
  readonly lineWidth: number;
  readonly fillIsWhite: boolean;
  readonly strokeIsWhite: boolean;
}

/** To the eye, on white paper: up to 5 of 255 away in each channel. What is drawn so parts nothing. */
function isWhite(colour: unknown): boolean {
  return typeof colour === 'string' && /^#f[a-f]f[a-f]f[a-f]$/i.test(colour);
}
