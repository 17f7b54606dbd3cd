/** What is kept of a text: enough to plan a pack without reading the text again. */
export interface TextCount {
  /** Estimated tokens, without margin. */
  readonly tokens: number;
  /** The bytes that it takes inside a JSON string. */
  readonly bytes: number;
  /** More than 1 % of its letters are beyond ASCII, so the estimate needs a wider margin. */
  readonly isForeign: boolean;
}

/** Four words of the key, the tokens with the flag in their top bit, the bytes. */
const wordsPerRow = 6;
const foreignBit = 0x8000_0000;

/**
 * Counts by name, as one flat table: 24 bytes a text, sorted, searched where it lies. A map of 60,000 names would take longer
 * to build than a warm run may take as a whole.
 */
export interface CountTable {
  readonly size: number;
  /** `name` is 32 hex digits. */
  find(name: string): TextCount | undefined;
  /** This table with other counts in it; over `maxRows` only the others stay. */
  merge(added: ReadonlyMap<string, TextCount>, maxRows: number): Uint8Array;
}

/** Opens the bytes that `merge` gave; anything else is an empty table. */
export function openCountTable(bytes: Uint8Array | undefined): CountTable {
  const isWhole = bytes !== undefined && bytes.byteLength % (4 * wordsPerRow) === 0;
  // A copy, because words must begin at a multiple of four. (`slice` of a Buffer copies nothing.)
  const words = isWhole ? new Uint32Array(new Uint8Array(bytes).buffer) : new Uint32Array();
  const size = words.length / wordsPerRow;
  return {
    size,
    find(name) {
      const key = toWords(name);
      let low = 0;
      let high = size - 1;
      while (low <= high) {
        const middle = (low + high) >>> 1;
        const order = compareKey(words, middle, key);
        if (order === 0) return readRow(words, middle);
        if (order < 0) low = middle + 1;
        else high = middle - 1;
      }
      return undefined;
    },
    merge(added, maxRows) {
      const names = [...added.keys()].sort();
      const kept = size + names.length > maxRows ? 0 : size;
      const merged = new Uint32Array((kept + names.length) * wordsPerRow);
      let rows = 0;
      let next = 0;
      for (const name of names) {
        const key = toWords(name);
        const start = next;
        while (next < kept && compareKey(words, next, key) < 0) next += 1;
        merged.set(words.subarray(start * wordsPerRow, next * wordsPerRow), rows * wordsPerRow);
        rows += next - start;
        if (next < kept && compareKey(words, next, key) === 0) next += 1;
        writeRow(merged, rows, key, added.get(name) as TextCount);
        rows += 1;
      }
      merged.set(words.subarray(next * wordsPerRow, kept * wordsPerRow), rows * wordsPerRow);
      rows += kept - next;
      return new Uint8Array(merged.buffer, 0, rows * wordsPerRow * 4);
    },
  };
}

type Key = readonly [number, number, number, number];

function toWords(name: string): Key {
  return [word(name, 0), word(name, 8), word(name, 16), word(name, 24)];
}

function word(name: string, start: number): number {
  return Number.parseInt(name.slice(start, start + 8), 16) >>> 0;
}

function compareKey(words: Uint32Array, row: number, key: Key): number {
  for (let index = 0; index < key.length; index += 1) {
    const difference = (words[row * wordsPerRow + index] ?? 0) - (key[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function readRow(words: Uint32Array, row: number): TextCount {
  const flagged = words[row * wordsPerRow + 4] ?? 0;
  return {
    tokens: flagged % foreignBit,
    bytes: words[row * wordsPerRow + 5] ?? 0,
    isForeign: flagged >= foreignBit,
  };
}

function writeRow(words: Uint32Array, row: number, key: Key, { tokens, bytes, isForeign }: TextCount): void {
  words.set([...key, tokens + (isForeign ? foreignBit : 0), bytes], row * wordsPerRow);
}
