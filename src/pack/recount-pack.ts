import type { PackedSegment, Prefix } from '../prefix.ts';

/**
 * An earlier pack with its tokens as they are counted now: by what its unchanged documents take in a new pack. Between the two the
 * estimate for a model may have been corrected, by up to 30 %; what was counted in two ways cannot be compared.
 */
export function recountPack(
  earlier: Prefix,
  { packed, unchanged }: { readonly packed: Prefix; readonly unchanged: ReadonlySet<string> },
): Prefix {
  const ofUnchanged = ({ segments }: Prefix) =>
    segments.reduce((sum, { id, tokens }) => (unchanged.has(id) ? sum + tokens : sum), 0);
  const before = ofUnchanged(earlier);
  const ratio = before === 0 ? 1 : ofUnchanged(packed) / before;
  if (ratio === 1) return earlier;
  const recount = <Counted extends { readonly tokens: number }>(counted: Counted): Counted => ({
    ...counted,
    tokens: Math.round(counted.tokens * ratio),
  });
  const { segments, superseded, replaced, parts } = earlier;
  return {
    ...recount(earlier),
    segments: segments.map((segment): PackedSegment => recount(segment)),
    ...(superseded && { superseded: superseded.map(recount) }),
    ...(replaced && { replaced: replaced.map(recount) }),
    ...(parts && { parts: parts.map(recount) }),
  };
}
