import { escapeHtml } from './markup.ts';

/** What is taken on a chart. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Of the page's font at 13 px, on the wide side. */
const letterWidth = 7.2;
const lineHeight = 15;

/**
 * The name of a mark where it covers neither another mark nor another name: beside it, else over or under it, else further down with a
 * line to its mark. What it takes is added to the boxes.
 */
export function placeLabel(
  name: string,
  {
    at: [x, y],
    boxes,
    plot: { left, right },
  }: {
    readonly at: readonly [number, number];
    readonly boxes: Box[];
    readonly plot: { readonly left: number; readonly right: number };
  },
): string {
  const width = name.length * letterWidth;
  const places = [
    { x: x + 10, y: y - lineHeight / 2 },
    { x: x - 10 - width, y: y - lineHeight / 2 },
    ...[1, 2, 3, 4, 5, 6].flatMap((lines) => [
      { x: x + 10, y: y + lines * lineHeight },
      { x: x - 10 - width, y: y + lines * lineHeight },
    ]),
  ].map((place) => ({ ...place, width, height: lineHeight }));
  const isFree = (box: Box) =>
    box.x >= left && box.x + width <= right && !boxes.some((other) => overlap(box, other));
  const box = places.find(isFree);
  // A chart so full that a name has no place has a legend and a table beside it.
  if (box === undefined) return '';
  boxes.push(box);
  const isBeside = box.y < y;
  const anchor = box.x > x ? box.x : box.x + width;
  const lead = isBeside
    ? ''
    : `<line class="lead" x1="${x}" x2="${anchor}" y1="${y + 6}" y2="${(box.y + lineHeight / 2).toFixed(1)}"/>`;
  return `${lead}<text x="${anchor.toFixed(1)}" y="${(box.y + 12).toFixed(1)}"${box.x > x ? '' : ' text-anchor="end"'}>${escapeHtml(name)}</text>`;
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
