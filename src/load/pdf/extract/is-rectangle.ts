import type { Matrix } from './matrix.ts';
import { isNumbers } from './operator-list.ts';

/** Whether a path, packed by pdf.js as verbs and points, is one upright rectangle. */
export function isRectangle(path: unknown, [a, b, c, d]: Matrix): boolean {
  if (!isNumbers(path) || ((b !== 0 || c !== 0) && (a !== 0 || d !== 0))) return false;
  const [begin, x0, y0, one, x1, y1, two, x2, y2, three, x3, y3, ...rest] = path;
  const isClosed = rest.length <= 1 || (rest.length <= 4 && rest[1] === x0 && rest[2] === y0);
  if (begin !== 0 || one !== 1 || two !== 1 || three !== 1 || !isClosed) return false;
  const isAcross = y0 === y1 && x1 === x2 && y2 === y3 && x3 === x0;
  const isDown = x0 === x1 && y1 === y2 && x2 === x3 && y3 === y0;
  return isAcross || isDown;
}
