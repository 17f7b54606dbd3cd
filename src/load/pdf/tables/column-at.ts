/** The column between whose edges a place lies; the outer ones reach to the page's sides. */
export function columnAt(edges: readonly number[], at: number): number {
  const column = edges.findLastIndex((edge) => edge <= at);
  return Math.min(Math.max(column, 0), edges.length - 2);
}
