/** Text as it may stand in HTML and SVG, in an attribute too. */
export function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': 'amp',
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
    "'": '#39',
  };
  return text.replaceAll(/[&<>"']/g, (character) => `&${names[character]};`);
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

/** The powers of ten from at or under the lowest to at or over the highest value. */
export function powersOfTen(low: number, high: number): readonly number[] {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(high) - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
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

/** Told apart by shape as well as by colour. */
export function drawMark(shape: number, x: number, y: number): string {
  const half = 4.5;
  switch (shape % 4) {
    case 0:
      return `<circle cx="${x}" cy="${y}" r="${half}"/>`;
    case 1:
      return `<rect x="${x - half}" y="${y - half}" width="${2 * half}" height="${2 * half}"/>`;
    case 2:
      return `<path d="M${x} ${y - half - 1}l${half + 1} ${2 * half}h${-2 * half - 2}z"/>`;
    default:
      return `<path d="M${x} ${y - half - 1}l${half + 1} ${half + 1}l${-half - 1} ${half + 1}l${-half - 1} ${-half - 1}z"/>`;
  }
}
