import { apply, type Matrix } from './matrix.ts';

export type Point = readonly [x: number, y: number];

/** The straight stretches of a path, on the page as shown. pdf.js packs a path as numbers: a verb, then its points. */
export function* readSubpaths(path: ArrayLike<number>, matrix: Matrix): Generator<readonly Point[]> {
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
