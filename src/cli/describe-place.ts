import type { Location } from '../index.ts';

/** A place as an editor or a reader opens it: `src/retry.ts:12-14`, `report.pdf page 7 (iv)`, `study.ipynb cell 3`. */
export function describePlace(address: string, location: Location | undefined): string {
  // A line break in a file's name would begin a line of its own, which could pose as another place.
  const source = address.replaceAll('\n', '\\n');
  if (location === undefined) return source;
  if (location.type === 'page') {
    const label = location.label === undefined ? '' : ` (${location.label})`;
    return `${source} page ${location.page}${label}`;
  }
  if (location.type === 'cell') return `${source} cell ${location.cell}`;
  const { start, end } = location;
  return end > start ? `${source}:${start}-${end}` : `${source}:${start}`;
}
