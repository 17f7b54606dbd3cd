import type { TableBlock } from '../page-layout.ts';
import type { PlacedRun } from './place-runs.ts';

/** What is put in order as a whole: a stretch of a line without a wide gap, or a table. In the frame of its text. */
export interface Piece {
  /** In drawing order; empty for a table. */
  readonly runs: readonly PlacedRun[];
  readonly table?: TableBlock;
  readonly start: number;
  readonly end: number;
  readonly top: number;
  readonly bottom: number;
  readonly baseline: number;
  /** Of most of its characters. */
  readonly size: number;
  readonly characters: number;
  /** The place of its first run in the drawing order. */
  readonly order: number;
}

/** The pieces of lines that runs make which are drawn one after the other, in drawing order. */
export function findDrawnPieces(runs: readonly PlacedRun[]): Piece[] {
  return joinDrawn(runs).map((chain) => toPiece(chain.runs));
}

/** The pieces of lines that runs make, whatever order they are drawn in. */
export function findPieces(runs: readonly PlacedRun[]): Piece[] {
  return joinNeighbours(joinDrawn(runs)).map(toPiece);
}

/** A chain of runs on one line; `first` and `last` are its outermost. */
interface Chain {
  readonly runs: PlacedRun[];
  first: PlacedRun;
  last: PlacedRun;
}

/** What is drawn one after the other is one line more surely than what merely stands side by side. */
function joinDrawn(runs: readonly PlacedRun[]): Chain[] {
  const chains: Chain[] = [];
  let chain: Chain | undefined;
  let previous: PlacedRun | undefined;
  for (const run of runs) {
    if (chain && previous && areBeside(previous, run)) {
      chain.runs.push(run);
      if (run.start < chain.first.start) chain.first = run;
      if (run.end > chain.last.end) chain.last = run;
    } else {
      chain = { runs: [run], first: run, last: run };
      chains.push(chain);
    }
    previous = run;
  }
  return chains;
}

/** How many chains to the left are looked at: lines of other columns and marks above and below may stand between. */
const maxLookedAt = 12;

function joinNeighbours(chains: readonly Chain[]): PlacedRun[][] {
  const height = medianSize(chains);
  const rows = new Map<number, Chain[]>();
  for (const chain of chains) {
    const row = Math.floor(chain.first.baseline / height);
    const others = rows.get(row);
    if (others) others.push(chain);
    else rows.set(row, [chain]);
  }
  for (const row of rows.values()) row.sort((a, b) => a.first.start - b.first.start);
  const parents = new Map<Chain, Chain>();
  const root = (chain: Chain): Chain => {
    let top = chain;
    for (let parent = parents.get(top); parent; parent = parents.get(top)) top = parent;
    if (top !== chain) parents.set(chain, top);
    return top;
  };
  for (const chain of chains) {
    const neighbour = findLeftNeighbour(chain, rows, height);
    if (!neighbour) continue;
    const [a, b] = [root(neighbour), root(chain)];
    if (a !== b) parents.set(b, a);
  }
  const joined = new Map<Chain, PlacedRun[]>();
  for (const chain of chains) {
    const top = root(chain);
    const runs = joined.get(top);
    if (!runs) joined.set(top, chain.runs);
    else for (const run of chain.runs) runs.push(run);
  }
  return [...joined.values()];
}

function findLeftNeighbour(
  chain: Chain,
  rows: ReadonlyMap<number, readonly Chain[]>,
  height: number,
): Chain | undefined {
  const { first } = chain;
  const middle = Math.floor(first.baseline / height);
  let best: Chain | undefined;
  for (const row of [middle, middle - 1, middle + 1]) {
    const others = rows.get(row) ?? [];
    const from = countBefore(others, first.start) - 1;
    for (let at = from; at > from - maxLookedAt && at >= 0; at--) {
      const other = others[at];
      if (!other || other === chain || !areBeside(other.last, first)) continue;
      if (!best || other.last.end > best.last.end) best = other;
    }
  }
  return best;
}

/** How many chains start before or at `start`. */
function countBefore(chains: readonly Chain[], start: number): number {
  let low = 0;
  let high = chains.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((chains[middle]?.first.start ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether two runs stand side by side on one line: a word's gap apart, or a raised or lowered mark at its word. */
function areBeside(a: PlacedRun, b: PlacedRun): boolean {
  const gap = Math.max(b.start - a.end, a.start - b.end);
  const large = Math.max(a.size, b.size);
  // pdf.js ends a run at gaps over 0.6 em; the narrowest gutters between columns are about one em wide.
  if (gap > 0.75 * large) return false;
  const small = Math.min(a.size, b.size);
  // A mark is at least 0.45 of its word's size; what is larger beside smaller text is a drop cap.
  if (small < 0.45 * large) return false;
  const apart = Math.abs(a.baseline - b.baseline);
  if (apart <= 0.1 * small) return true;
  // Overlapping runs of two lines: a fraction, or lines that are set too tight.
  if (gap < -0.4 * large) return false;
  if (small > 0.85 * large) return apart <= (gap > 0.3 * large ? 0.25 : 0.45) * small;
  // A footnote's mark may stand off from the note or, where it is drawn last, be set into a wide blank.
  if (gap > 0.3 * large && !mark.test((a.size < b.size ? a : b).text)) return false;
  const low = a.size < b.size ? a.baseline - b.baseline : b.baseline - a.baseline;
  return low < 0.35 * large && low > -0.65 * large;
}

const mark = /^(?:\d{1,3}|[*†‡§¶‖]{1,3}|\p{Ll})[).]?$/u;

function toPiece(runs: readonly PlacedRun[]): Piece {
  const [only] = runs;
  const { size, baseline, characters } =
    runs.length === 1 && only ? { ...only, characters: only.text.length } : measure(runs);
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  let order = Number.POSITIVE_INFINITY;
  for (const run of runs) {
    start = Math.min(start, run.start);
    end = Math.max(end, run.end);
    order = Math.min(order, run.order);
  }
  // Tighter than the glyphs may be, so that lines set solid (leading of one em) do not touch.
  const [top, bottom] = [baseline - 0.72 * size, baseline + 0.2 * size];
  return { runs, start, end, top, bottom, baseline, size, characters, order };
}

/** The size that most characters have, and the baseline that most of those have. */
function measure(runs: readonly PlacedRun[]): Pick<Piece, 'size' | 'baseline' | 'characters'> {
  const sizes = new Map<number, number>();
  let characters = 0;
  for (const { size, text } of runs) {
    sizes.set(size, (sizes.get(size) ?? 0) + text.length);
    characters += text.length;
  }
  const size = mostOf(sizes);
  const baselines = new Map<number, number>();
  for (const run of runs)
    if (run.size === size) baselines.set(run.baseline, (baselines.get(run.baseline) ?? 0) + run.text.length);
  return { size, baseline: mostOf(baselines), characters };
}

function mostOf(counts: ReadonlyMap<number, number>): number {
  let best = 0;
  let most = -1;
  for (const [value, count] of counts) if (count > most) [best, most] = [value, count];
  return best;
}

function medianSize(chains: readonly Chain[]): number {
  const sizes = chains.map(({ first }) => first.size).sort((a, b) => a - b);
  return sizes[sizes.length >>> 1] || 1;
}
