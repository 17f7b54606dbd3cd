import type { Box } from '../page-layout.ts';

/**
 * The frame of a text that runs at an angle: x grows along its lines, y from line to line. Upright text has the frame of the
 * page; text that runs downwards is read like upright text after a quarter turn.
 */
export interface Frame {
  /** Clockwise, in degrees. */
  readonly angle: number;
  readonly cos: number;
  readonly sin: number;
}

export function createFrame(angle: number): Frame {
  const turn = (angle * Math.PI) / 180;
  // Quarter turns without the noise of Math.cos(Math.PI / 2), which is 6e-17.
  return { angle, cos: round(Math.cos(turn)), sin: round(Math.sin(turn)) };
}

/** A box of the page in the frame: the smallest that holds it. */
export function toFrame({ left, top, right, bottom }: Box, { cos, sin }: Frame): Box {
  return turnBox({ left, top, right, bottom }, cos, -sin);
}

/** A box of the frame on the page: the smallest that holds it. */
export function toPage(box: Box, { cos, sin }: Frame): Box {
  return turnBox(box, cos, sin);
}

function turnBox(box: Box, cos: number, sin: number): Box {
  if (cos === 1) return box;
  const xs: number[] = [];
  const ys: number[] = [];
  for (const x of [box.left, box.right]) {
    for (const y of [box.top, box.bottom]) {
      xs.push(x * cos - y * sin);
      ys.push(x * sin + y * cos);
    }
  }
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

function round(value: number): number {
  return Math.round(value * 1e12) / 1e12 || 0;
}
