import type { Line } from '../page-layout.ts';

/** What a line is measured by. In points from the page's left edge. */
export interface Column {
  readonly left: number;
  readonly right: number;
  /** Where full lines end that begin where the paragraph does: within the column, for a quotation. */
  readonly edge: number;
  /** Which edge its lines share. */
  readonly alignment: 'left' | 'right';
}

/**
 * For each line of a page the column that it stands in. Lines over columns, such as an abstract, begin where the first column
 * does and are none of it: those that run past the place where lines of another column begin are looked at by themselves.
 */
export function findPageColumns(lines: readonly Line[], width: number): (line: Line) => Column {
  const starts = [...Map.groupBy(lines, ({ box }) => Math.round(box.left / edgeWidth)).values()]
    .filter((alike) => alike.length >= Math.max(5, lines.length / 10))
    .map(([first]) => first?.box.left ?? 0);
  // What begins nearer is a list or a quotation.
  const isOver = ({ box }: Line) =>
    starts.some((x) => x > box.left + width / 5 && x < box.right - width / 10);
  const over = lines.filter(isOver);
  if (over.length === 0) return findColumns(lines, width);
  const wide = findColumns(over, width);
  const narrow = findColumns(
    lines.filter((line) => !isOver(line)),
    width,
  );
  return (line) => (isOver(line) ? wide(line) : narrow(line));
}

/** Points in which the left edges of a column's lines are gathered: paragraphs, lists and quotes of one column lie within 3. */
const bucketWidth = 24;
/** Lines that begin at one edge do so within this many points. */
const edgeWidth = 4;

/**
 * For each line where the column around it ends: the edge that the lines which begin with it share, if they are full, else the
 * one that most of the lines reach which begin near it. Gathered by left edges, so that a page of a hundred thousand lines takes
 * no longer for each.
 */
function findColumns(lines: readonly Line[], width: number): (line: Line) => Column {
  const leftmost = lines.reduce((left, { box }) => Math.min(left, box.left), width);
  const farthest = lines.reduce((right, { box }) => Math.max(right, box.right), 0);
  // On a page where no line comes far (a title page, a poem, an address) lines end on purpose.
  const free = farthest < 0.6 * width ? width - leftmost : 0;
  const around = gather(lines, bucketWidth, [-2, -1, 0, 1], (near) => ({
    left: sortedBy(near, 'left')[Math.floor(0.1 * near.length)] ?? 0,
    // Titles that span two columns are fewer than one line in eight.
    right: Math.max(sortedBy(near, 'right')[near.length - 1 - Math.floor(near.length / 8)] ?? 0, free),
    alignment: isRaggedLeft(near) ? ('right' as const) : ('left' as const),
  }));
  const sharedEdge = gather(lines, edgeWidth, [-1, 0, 1], (alike) => {
    const right = alike.reduce((most, { box }) => Math.max(most, box.right), 0);
    const full = alike.filter((line) => line.box.right > right - 3 * line.size).length;
    return alike.length > 2 && full >= 0.6 * alike.length ? right : undefined;
  });
  return (line) => {
    const column = around(line);
    return { ...column, edge: sharedEdge(line) ?? column.right };
  };
}

/** What is found of the lines that begin near a line, once for all that begin in the same stretch of the page. */
function gather<Found>(
  lines: readonly Line[],
  width: number,
  steps: readonly number[],
  find: (near: readonly Line[]) => Found,
): (line: Line) => Found {
  const bucketOf = (line: Line) => Math.round(line.box.left / width);
  const buckets = Map.groupBy(lines, bucketOf);
  const known = new Map<number, { readonly found: Found }>();
  return (line) => {
    const bucket = bucketOf(line);
    const before = known.get(bucket);
    if (before) return before.found;
    const found = find(steps.flatMap((step) => buckets.get(bucket + step) ?? []));
    known.set(bucket, { found });
    return found;
  };
}

/** Justified lines share both edges but for indented ones, so that only lines which begin everywhere are set to the right. */
function isRaggedLeft(lines: readonly Line[]): boolean {
  return (
    lines.length > 5 &&
    mostAt(lines, 'right') > 0.6 * lines.length &&
    mostAt(lines, 'left') < 0.3 * lines.length
  );
}

/** How many lines have the most common edge. */
function mostAt(lines: readonly Line[], side: 'left' | 'right'): number {
  const counts = new Map<number, number>();
  for (const { box } of lines) {
    const edge = Math.round(box[side] / edgeWidth);
    counts.set(edge, (counts.get(edge) ?? 0) + 1);
  }
  return [...counts.values()].reduce((most, count) => Math.max(most, count), 0);
}

function sortedBy(lines: readonly Line[], side: 'left' | 'right'): readonly number[] {
  return lines.map(({ box }) => box[side]).sort((a, b) => a - b);
}
