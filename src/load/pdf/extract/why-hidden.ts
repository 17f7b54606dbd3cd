import type { Box, HiddenBecause, PageSize } from '../page-layout.ts';
import type { Piece } from './show-glyphs.ts';

/** Something opaque that was painted. Its colour is `#rrggbb`; `undefined` may be any, as that of an image. */
export interface Ground {
  readonly box: Box;
  readonly colour: unknown;
}

interface Ink {
  /** The PDF's text rendering mode: 3 paints nothing. */
  readonly mode: number;
  readonly fill: unknown;
  readonly stroke: unknown;
  readonly opacity: number;
}

/** Why a person would not see a text that is painted now, over these grounds in painting order; undefined when it is seen. */
export function whyHidden(
  { x, y, width, size, angle }: Omit<Piece, 'text'>,
  { mode, fill, stroke, opacity }: Ink,
  grounds: readonly Ground[],
  page: PageSize,
): HiddenBecause | undefined {
  if (mode === 3 || opacity < 0.05) return 'invisible';
  const turn = (angle * Math.PI) / 180;
  const at = (share: number) => ({
    x: x + share * width * Math.cos(turn) + 0.3 * size * Math.sin(turn),
    y: y + share * width * Math.sin(turn) - 0.3 * size * Math.cos(turn),
  });
  const isOff = (share: number) =>
    !contains({ left: 0, top: 0, right: page.width, bottom: page.height }, at(share));
  if (isOff(0) && isOff(0.5) && isOff(1)) return 'off-page';
  const middle = at(0.5);
  const under = grounds.findLast(({ box }) => contains(box, middle));
  const ground = under === undefined ? '#ffffff' : under.colour;
  // Modes 1, 2, 5 and 6 draw the outline; 1 and 5 do not fill.
  const colours = mode % 4 === 0 || mode === 7 ? [fill] : mode % 4 === 1 ? [stroke] : [fill, stroke];
  return colours.every((colour) => isSameColour(colour, ground)) ? 'same-colour' : undefined;
}

/** Told apart by nobody: within 4 % in each channel. */
function isSameColour(one: unknown, other: unknown): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return false;
  return [1, 3, 5].every((at) => Math.abs(channel(one, at) - channel(other, at)) <= 10);
}

function channel(colour: string, at: number): number {
  return Number.parseInt(colour.slice(at, at + 2), 16);
}

function contains({ left, top, right, bottom }: Box, { x, y }: { readonly x: number; readonly y: number }) {
  return x >= left && x <= right && y >= top && y <= bottom;
}
