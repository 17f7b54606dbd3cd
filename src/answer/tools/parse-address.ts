/** Where in a document a reader begins. */
export interface Address {
  readonly source: string;
  /** The line, page or cell. */
  readonly place: number;
  /** How many UTF-16 units of it come before. */
  readonly offset: number;
}

/** The beginning of a document. */
export function startOf(source: string): Address {
  return { source, place: 1, offset: 0 };
}

/** The place that a segment's id names, such as `a.ts#L40`, `a.pdf#page=3` or `a.json#L1+1400`; of any other text the beginning. */
export function parseAddress(id: string): Address {
  const [, source, place, offset] = /^(.+)#(?:L|page=|cell=)(\d{1,9})(?:\+(\d{1,9}))?$/s.exec(id) ?? [];
  return source === undefined ? startOf(id) : { source, place: Number(place), offset: Number(offset ?? 0) };
}
