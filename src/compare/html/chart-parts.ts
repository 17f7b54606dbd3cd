/** How large a chart is drawn: a phone gets a drawing of its own, since a wide one shrunk to it has letters of five pixels. */
export interface ChartSize {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  /** Kept free on the right for the names of lines; where it is 0 they stand in the legend below. */
  readonly nameWidth: number;
}

export const chartSizes: readonly ChartSize[] = [
  { name: 'wide', width: 1000, height: 420, nameWidth: 150 },
  { name: 'narrow', width: 350, height: 300, nameWidth: 0 },
];

/** The edges of what is plotted. */
export function plotOf({ width, height, nameWidth }: ChartSize) {
  return { left: 62, right: width - nameWidth - 14, top: 26, bottom: height - 46 };
}

/** A logarithmic or plain scale from values to pixels. */
export function createScale(
  [low, high]: readonly [number, number],
  [start, end]: readonly [number, number],
  type: 'log' | 'linear',
): (value: number) => number {
  const at = type === 'log' ? Math.log10 : (value: number) => value;
  const span = at(high) - at(low) || 1;
  return (value) => Number((start + ((at(value) - at(low)) / span) * (end - start)).toFixed(1));
}

/**
 * Round amounts (1, 2 or 5 times a power of ten) of which the first is not over the lowest value and the last not under the highest;
 * the ends and the powers of ten alone where all would be too many to read.
 */
export function roundAmounts(low: number, high: number, most = 7): readonly number[] {
  const all: number[] = [];
  // Divided and not multiplied by a negative power: 5 / 10 ** 4 is the double that 0.0005 is.
  const at = (step: number) => {
    const [power, digit] = [Math.floor(step / 3), [1, 2, 5][((step % 3) + 3) % 3] ?? 1];
    return power < 0 ? digit / 10 ** -power : digit * 10 ** power;
  };
  let step = Math.floor(Math.log10(low)) * 3;
  while (at(step + 1) <= low) step += 1;
  for (; all.length < 2 || (all.at(-1) ?? 0) < high; step += 1) all.push(at(step));
  if (all.length <= most) return all;
  const isEnd = (index: number) => index === 0 || index === all.length - 1;
  return all.filter(
    (amount, index) => isEnd(index) || Number.isInteger(Number(Math.log10(amount).toFixed(9))),
  );
}

/** Labels that would lie on each other are moved apart, in their order; within the lowest and highest place. */
export function spreadLabels(places: readonly number[], gap: number, highest: number): readonly number[] {
  const order = places.map((_, index) => index).toSorted((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const spread = [...places];
  let floor = Number.NEGATIVE_INFINITY;
  for (const index of order) {
    floor = Math.max(places[index] ?? 0, floor + gap);
    spread[index] = floor;
  }
  let ceiling = highest;
  for (const index of order.toReversed()) {
    ceiling = Math.min(spread[index] ?? 0, ceiling);
    spread[index] = ceiling;
    ceiling -= gap;
  }
  return spread;
}

/** The values whose labels have room, from the first on. */
export function thinOut(values: readonly number[], place: (value: number) => number, gap: number) {
  const kept: number[] = [];
  for (const value of values) {
    const last = kept.at(-1);
    if (last === undefined || Math.abs(place(value) - place(last)) >= gap) kept.push(value);
  }
  return kept;
}

/** Told apart by shape as well as by colour: with eight colours and five shapes no two of forty are alike. */
export function drawMark(strategy: number, x: number, y: number): string {
  const half = 4.5;
  switch (strategy % 5) {
    case 0:
      return `<circle cx="${x}" cy="${y}" r="${half}"/>`;
    case 1:
      return `<rect x="${x - half}" y="${y - half}" width="${2 * half}" height="${2 * half}"/>`;
    case 2:
      return `<path d="M${x} ${y - half - 1}l${half + 1} ${2 * half}h${-2 * half - 2}z"/>`;
    case 3:
      return `<path d="M${x} ${y - half - 1}l${half + 1} ${half + 1}l${-half - 1} ${half + 1}l${-half - 1} ${-half - 1}z"/>`;
    default:
      return `<path d="M${x} ${y + half + 1}l${half + 1} ${-2 * half}h${-2 * half - 2}z"/>`;
  }
}

/** The classes that colour what belongs to a strategy; past the eight colours lines are broken. */
export function toneOf(strategy: number): string {
  return `tone${strategy % 8}${strategy >= 8 ? ' second' : ''}`;
}
