import type { Box, PageSize, Rule } from '../page-layout.ts';
import { intersect } from './box.ts';
import type { Point } from './read-subpaths.ts';

/** Adds what a filled stretch of a path draws: a thin rectangle is one rule, a cell's background four. Other shapes are none. */
export function addFilledRules(
  rules: Rule[],
  points: readonly Point[],
  { clip, page }: { readonly clip: Box; readonly page: PageSize },
): void {
  // Four corners, the first once more, and closed: six.
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
  if (width > 0.9 * page.width && height > 0.5 * page.height) return;
  if (width <= thin && height <= thin) return;
  if (height <= thin) add(rules, 'horizontal', box, clip);
  else if (width <= thin) add(rules, 'vertical', box, clip);
  else addEdges(rules, box, clip);
}

/** Adds what a stroked stretch of a path draws; `thickness` is that of its lines on the page, in points. */
export function addStrokedRules(
  rules: Rule[],
  points: readonly Point[],
  { clip, thickness }: { readonly clip: Box; readonly thickness: number },
): void {
  const half = thickness / 2;
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
    if (thickness > thin)
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

/** What is up to this thick, in points, is a line to the eye; headings and cells are higher. */
const thin = 3.5;

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
