/** Gives numbers to runs of characters, in the order in which they are met. */
export interface RunTable {
  /** How many runs. */
  readonly size: number;
  /** How many UTF-16 units they are together. */
  readonly units: number;
  /** The number of the run that stands there: that of its first time, else what `size` was. */
  numberOf(units: Uint16Array, start: number, end: number): number;
}

/**
 * Knows a run again where it stands: most of a text was met before, and to slice each run off and look it up in a `Map` took half as
 * long again.
 */
export function createRunTable(): RunTable {
  // Places by hash, each with the number of a run and 1; a run whose place is taken has the next free one.
  let places = new Uint32Array(2 ** 12);
  let kept = new Uint16Array(2 ** 14);
  const hashes: number[] = [];
  const ends = [0];

  const isSame = (run: number, units: Uint16Array, start: number, end: number) => {
    const from = ends[run] as number;
    if ((ends[run + 1] as number) - from !== end - start) return false;
    for (let at = start; at < end; at += 1) if (units[at] !== kept[from + at - start]) return false;
    return true;
  };
  const add = (run: Uint16Array, hash: number) => {
    const from = ends.at(-1) as number;
    const to = from + run.length;
    if (to > kept.length) kept = enlarge(kept, 2 * to);
    kept.set(run, from);
    ends.push(to);
    hashes.push(hash);
    // Never more than half of them taken, so that the next one is mostly free.
    if (2 * hashes.length > places.length) places = placeRuns(hashes, 2 * places.length);
  };
  return {
    get size() {
      return hashes.length;
    },
    get units() {
      return ends.at(-1) as number;
    },
    numberOf(units, start, end) {
      const hash = hashUnits(units, start, end);
      const last = places.length - 1;
      let place = hash & last;
      while (places[place] !== 0) {
        const run = (places[place] as number) - 1;
        if (hashes[run] === hash && isSame(run, units, start, end)) return run;
        place = (place + 1) & last;
      }
      const run = hashes.length;
      places[place] = run + 1;
      add(units.subarray(start, end), hash);
      return run;
    },
  };
}

/** FNV-1a, with its higher bits, which depend on more of the run, mixed into the lower ones. */
function hashUnits(units: Uint16Array, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let at = start; at < end; at += 1) value = Math.imul(value ^ (units[at] as number), 0x01000193);
  // 30 bits are a small integer to V8: a list of larger ones is a list of floating point numbers.
  return (value ^ (value >>> 15)) & 0x3fffffff;
}

function placeRuns(hashes: readonly number[], length: number): Uint32Array<ArrayBuffer> {
  const places = new Uint32Array(length);
  for (const [run, hash] of hashes.entries()) {
    let place = hash & (length - 1);
    while (places[place] !== 0) place = (place + 1) & (length - 1);
    places[place] = run + 1;
  }
  return places;
}

function enlarge(units: Uint16Array, length: number): Uint16Array<ArrayBuffer> {
  const larger = new Uint16Array(length);
  larger.set(units);
  return larger;
}
