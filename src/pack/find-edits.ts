/** Whole lines of a text, and what stands in their place. */
export interface LineEdit {
  /** Offsets in the text before, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Offsets of the lines that stand there now, in the text after. */
  readonly afterStart: number;
  readonly afterEnd: number;
}

/** So many lines around a change are shown with it, as in a diff; more only where these occur twice. */
const contexts = [3, 8, 20, 50];

/** Each hunk is looked for in the whole text, so thousands of them would take minutes; and no reader wants so many. */
const mostHunks = 64;

/**
 * What has to be replaced so that one text becomes another: stretches of whole lines, in their order, each of which occurs once in
 * the text before, so that a reader can tell its place. `undefined` where there is no such stretch. Both texts end with a line break.
 */
export function findEdits(before: string, after: string): readonly LineEdit[] | undefined {
  const [old, now] = [linesOf(before), linesOf(after)];
  const hunks: Hunk[] = [];
  compareLines(
    old.lines,
    now.lines,
    { start: 0, end: old.lines.length, from: 0, to: now.lines.length },
    hunks,
  );
  if (hunks.length > mostHunks) return undefined;
  const edits: LineEdit[] = [];
  for (const hunk of hunks) {
    const edit = contexts.map((context) => widen(hunk, context, old, now)).find(isOnce);
    if (edit === undefined) return undefined;
    const last = edits.at(-1);
    if (last === undefined || last.end < edit.start) edits.push(edit);
    else edits.splice(-1, 1, { ...last, end: edit.end, afterEnd: edit.afterEnd });
  }
  return edits;

  function isOnce({ start, end }: LineEdit): boolean {
    const text = before.slice(start, end);
    return text !== '' && before.indexOf(text) === before.lastIndexOf(text);
  }
}

/** Lines of two texts, by number: `start` to `end` of the one stand where `from` to `to` of the other do. Ends are not included. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

interface Lines {
  readonly lines: readonly string[];
  /** Where each begins; the text's end last. */
  readonly offsets: readonly number[];
}

function linesOf(text: string): Lines {
  const lines = text.match(/[^\n]*\n/g) ?? [];
  const offsets = [0];
  for (const line of lines) offsets.push((offsets.at(-1) as number) + line.length);
  return { lines, offsets };
}

function widen({ start, end, from, to }: Hunk, context: number, old: Lines, now: Lines): LineEdit {
  const above = Math.min(context, start);
  const below = Math.min(context, old.lines.length - end);
  return {
    start: old.offsets[start - above] as number,
    end: old.offsets[end + below] as number,
    afterStart: now.offsets[from - above] as number,
    afterEnd: now.offsets[to + below] as number,
  };
}

/** Patience: what is the same at both ends, then between lines that each text has once; the rest is what differs. */
function compareLines(a: readonly string[], b: readonly string[], range: Hunk, hunks: Hunk[]): void {
  let { start, end, from, to } = range;
  while (start < end && from < to && a[start] === b[from]) [start, from] = [start + 1, from + 1];
  while (start < end && from < to && a[end - 1] === b[to - 1]) [end, to] = [end - 1, to - 1];
  if (start === end && from === to) return;
  const anchors = start === end || from === to ? [] : findAnchors(a, b, { start, end, from, to });
  if (anchors.length === 0) {
    hunks.push({ start, end, from, to });
    return;
  }
  for (const anchor of [...anchors, { start: end, from: to }]) {
    compareLines(a, b, { start, end: anchor.start, from, to: anchor.from }, hunks);
    [start, from] = [anchor.start, anchor.from];
  }
}

type Anchor = Pick<Hunk, 'start' | 'from'>;

/** The longest run of lines that stand once in both and in the same order. */
function findAnchors(a: readonly string[], b: readonly string[], { start, end, from, to }: Hunk): Anchor[] {
  const onceInA = numberUnique(a, start, end);
  const onceInB = numberUnique(b, from, to);
  const all: (Anchor & { readonly before: number | undefined })[] = [];
  /** Of the runs of each length the one that ends first. */
  const last: number[] = [];
  for (const [line, at] of onceInA) {
    const there = onceInB.get(line);
    if (there === undefined) continue;
    let low = 0;
    for (let high = last.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((all[last[middle] as number]?.from as number) < there) low = middle + 1;
      else high = middle;
    }
    all.push({ start: at, from: there, before: last[low - 1] });
    last[low] = all.length - 1;
  }
  const anchors: Anchor[] = [];
  for (let at = last.at(-1); at !== undefined; at = all[at]?.before) {
    const { start: line, from: there } = all[at] as Anchor;
    anchors.push({ start: line, from: there });
  }
  return anchors.reverse();
}

/** Lines that occur once in a range, in their order. */
function numberUnique(lines: readonly string[], start: number, end: number): Map<string, number> {
  const places = new Map<string, number>();
  for (let at = start; at < end; at += 1) {
    const line = lines[at] as string;
    places.set(line, places.has(line) ? -1 : at);
  }
  return new Map([...places].filter(([, at]) => at !== -1));
}
