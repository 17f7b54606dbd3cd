import type { Box, Rule } from '../page-layout.ts';
import { type Matrix, multiply } from './matrix.ts';

/** A page's drawing operators as pdf.js lists them. */
export interface OperatorList {
  readonly fnArray: readonly number[];
  readonly argsArray: readonly unknown[];
}

/**
 * The horizontal and vertical rules of a page: stroked segments, thin filled rectangles, the edges of cell backgrounds and
 * frames. `transform` is the viewport's, so that rotated pages come upright. A drawing with more than 20,000 pieces (a map, a
 * chart) is cut off there.
 */
export async function findRules(
  { fnArray, argsArray }: OperatorList,
  transform: Matrix,
  page: Pick<Box, 'right' | 'bottom'>,
): Promise<readonly Rule[]> {
  const { OPS } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const both: readonly unknown[] = [
    OPS.fillStroke,
    OPS.eoFillStroke,
    OPS.closeFillStroke,
    OPS.closeEOFillStroke,
  ];
  const filled = new Set([OPS.fill, OPS.eoFill, ...both]);
  const stroked = new Set([OPS.stroke, OPS.closeStroke, ...both]);
  const rules: Rule[] = [];
  const states: State[] = [];
  let clips = false;
  let state: State = {
    matrix: transform,
    clip: { left: 0, top: 0, right: page.right, bottom: page.bottom },
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
        const [paint, [path = undefined] = [], bounds] = pathArgs(args);
        if (clips && isNumbers(bounds) && bounds.length === 4)
          state = { ...state, clip: intersect(state.clip, boxOf(state.matrix, bounds)) };
        clips = false;
        if (!isNumbers(path)) break;
        const fills = filled.has(paint) && !state.fillIsWhite;
        const strokes = stroked.has(paint) && !state.strokeIsWhite;
        if (!fills && !strokes) break;
        for (const points of subpaths(path, state.matrix)) {
          if (fills) addRectangle(rules, points, state, page);
          if (strokes) addSegments(rules, points, state);
        }
        break;
      }
    }
  }
  return rules;
}

const maxRules = 20_000;
/** A filled rectangle up to this thick is a line to the eye; headings and cells are higher. */
const thin = 3.5;

interface State {
  readonly matrix: Matrix;
  readonly clip: Box;
  readonly lineWidth: number;
  readonly fillIsWhite: boolean;
  readonly strokeIsWhite: boolean;
}

type Point = readonly [x: number, y: number];

/** The straight stretches of a path, on the page as shown. pdf.js packs a path as numbers: a verb, then its points. */
function* subpaths(path: ArrayLike<number>, matrix: Matrix): Generator<readonly Point[]> {
  let points: Point[] = [];
  const at = (index: number): Point => apply(matrix, path[index] ?? 0, path[index + 1] ?? 0);
  for (let index = 0; index < path.length; ) {
    const verb = path[index++];
    if (verb === 0) {
      if (points.length > 1) yield points;
      points = [at(index)];
      index += 2;
    } else if (verb === 1) {
      points.push(at(index));
      index += 2;
    } else if (verb === 2 || verb === 3) {
      // A curve ends one stretch and begins the next: rounded corners leave four straight sides.
      if (points.length > 1) yield points;
      index += verb === 2 ? 6 : 4;
      points = [at(index - 2)];
    } else if (verb === 4) {
      const [first] = points;
      if (first && points.length > 1) points.push(first);
    } else return;
  }
  if (points.length > 1) yield points;
}

function addSegments(rules: Rule[], points: readonly Point[], { clip, lineWidth, matrix }: State): void {
  const half = (lineWidth * Math.sqrt(Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))) / 2;
  for (let index = 1; index < points.length; index++) {
    const [x0, y0] = points[index - 1] ?? [0, 0];
    const [x1, y1] = points[index] ?? [0, 0];
    const isFlat = Math.abs(y1 - y0) < 0.5;
    if (isFlat === Math.abs(x1 - x0) < 0.5) continue;
    const box = {
      left: Math.min(x0, x1),
      top: Math.min(y0, y1),
      right: Math.max(x0, x1),
      bottom: Math.max(y0, y1),
    };
    // Some writers paint a cell's background as one thick line.
    if (half * 2 > thin)
      addEdges(
        rules,
        isFlat
          ? { ...box, top: box.top - half, bottom: box.bottom + half }
          : { ...box, left: box.left - half, right: box.right + half },
        clip,
      );
    else add(rules, isFlat ? 'horizontal' : 'vertical', box, clip);
  }
}

function addRectangle(
  rules: Rule[],
  points: readonly Point[],
  { clip }: State,
  page: Pick<Box, 'right' | 'bottom'>,
): void {
  if (points.length > 6) return;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const box = {
    left: Math.min(...xs),
    top: Math.min(...ys),
    right: Math.max(...xs),
    bottom: Math.max(...ys),
  };
  const isCorner = ([x, y]: Point) =>
    Math.min(Math.abs(x - box.left), Math.abs(x - box.right)) < 0.5 &&
    Math.min(Math.abs(y - box.top), Math.abs(y - box.bottom)) < 0.5;
  if (!points.every(isCorner)) return;
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  // The page's own background.
  if (width > 0.9 * page.right && height > 0.5 * page.bottom) return;
  if (width <= thin && height <= thin) return;
  if (height <= thin) add(rules, 'horizontal', box, clip);
  else if (width <= thin) add(rules, 'vertical', box, clip);
  else addEdges(rules, box, clip);
}

function addEdges(rules: Rule[], box: Box, clip: Box): void {
  const { left, top, right, bottom } = box;
  add(rules, 'horizontal', { left, top, right, bottom: top }, clip);
  add(rules, 'horizontal', { left, top: bottom, right, bottom }, clip);
  add(rules, 'vertical', { left, top, right: left, bottom }, clip);
  add(rules, 'vertical', { left: right, top, right, bottom }, clip);
}

function add(rules: Rule[], direction: Rule['direction'], box: Box, clip: Box): void {
  const shown = intersect(box, clip);
  const length = direction === 'horizontal' ? shown.right - shown.left : shown.bottom - shown.top;
  const thickness = direction === 'horizontal' ? shown.bottom - shown.top : shown.right - shown.left;
  if (length > 0.5 && thickness >= 0) rules.push({ direction, box: shown });
}

function intersect(one: Box, other: Box): Box {
  return {
    left: Math.max(one.left, other.left),
    top: Math.max(one.top, other.top),
    right: Math.min(one.right, other.right),
    bottom: Math.min(one.bottom, other.bottom),
  };
}

function apply([a, b, c, d, e, f]: Matrix, x: number, y: number): Point {
  return [a * x + c * y + e, b * x + d * y + f];
}

/** The box on the page around the bounds of a path. A hair wider: a clip often runs along the very rule it lets through. */
function boxOf(matrix: Matrix, [x0 = 0, y0 = 0, x1 = 0, y1 = 0]: ArrayLike<number> & Iterable<number>): Box {
  const corners = [
    apply(matrix, x0, y0),
    apply(matrix, x1, y1),
    apply(matrix, x0, y1),
    apply(matrix, x1, y0),
  ];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return {
    left: Math.min(...xs) - 1,
    top: Math.min(...ys) - 1,
    right: Math.max(...xs) + 1,
    bottom: Math.max(...ys) + 1,
  };
}

function listOf(args: unknown): readonly unknown[] {
  return Array.isArray(args) ? args : [];
}

function pathArgs(args: unknown): readonly [unknown, readonly unknown[], unknown] {
  const [paint, path, bounds] = listOf(args);
  return [paint, listOf(path), bounds];
}

function isNumbers(value: unknown): value is number[] | Float32Array {
  return (
    value instanceof Float32Array || (Array.isArray(value) && value.every((one) => typeof one === 'number'))
  );
}

function isMatrix(value: unknown): value is Matrix {
  return isNumbers(value) && value.length === 6;
}

function isWhite(colour: unknown): boolean {
  return typeof colour === 'string' && /^#f[a-f]f[a-f]f[a-f]$/i.test(colour);
}
