/** Items in an order that a seed decides: the same in every run. Mulberry32 and Fisher-Yates. */
export function shuffle<Item>(items: readonly Item[], seed: number): readonly Item[] {
  const left = [...items];
  let state = seed | 0;
  return items.map(() => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const share = ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    return left.splice(Math.floor(share * left.length), 1)[0] as Item;
  });
}
