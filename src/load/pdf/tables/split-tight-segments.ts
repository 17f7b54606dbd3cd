import { isNumericText } from './count-head-rows.ts';
import type { Segment } from './segments.ts';
import type { TableWord } from './table-word.ts';

/**
 * Parts the pieces of lines where a full cell leaves hardly a blank to the next: at a word that begins where pieces of many other
 * lines begin, and behind a number that ends where theirs end.
 */
export function splitTightSegments(lines: readonly (readonly Segment[])[]): readonly (readonly Segment[])[] {
  const enough = Math.max(3, lines.length * 0.3);
  // Numbers of as many digits begin at one place too, wherever the words of their head do.
  const begins = commonPlaces(
    lines.flatMap((line) => line.slice(1).flatMap((segment) => (isNumber(segment) ? [] : [segment.left]))),
    enough,
  );
  const ends = commonPlaces(
    lines.flatMap((line) =>
      line.slice(0, -1).flatMap((segment) => (endsInNumber(segment) ? [segment.right] : [])),
    ),
    enough,
  );
  if (begins.length + ends.length === 0) return lines;
  return lines.map((line) => line.flatMap((segment) => split(segment, begins, ends)));
}

/** In points. Programs set cells of a column to the hundredth; places inside a run of several words are estimates. */
const samePlace = 0.7;

function isNumber({ words }: Segment): boolean {
  return isNumericText(words.map((word) => word.text).join(''));
}

function endsInNumber({ words }: Segment): boolean {
  return isNumericText(words.at(-1)?.text ?? '');
}

function commonPlaces(places: readonly number[], enough: number): readonly number[] {
  const ordered = places.toSorted((one, other) => one - other);
  const common: number[] = [];
  for (let first = 0; first < ordered.length; ) {
    const from = ordered[first] ?? 0;
    let next = first;
    while (next < ordered.length && (ordered[next] ?? 0) - from <= 2 * samePlace) next++;
    if (next - first >= enough) common.push(ordered[Math.floor((first + next - 1) / 2)] ?? from);
    first = next;
  }
  return common;
}

function split({ words }: Segment, begins: readonly number[], ends: readonly number[]): readonly Segment[] {
  const isAt = (place: number, places: readonly number[]) =>
    places.some((one) => Math.abs(one - place) <= samePlace);
  const pieces: { left: number; right: number; words: TableWord[] }[] = [];
  for (const [index, word] of words.entries()) {
    const last = pieces.at(-1);
    const before = words[index - 1];
    const isNew =
      word.isApart &&
      (isAt(word.left, begins) ||
        (before !== undefined && isNumericText(before.text) && isAt(before.right, ends)));
    if (last && !isNew) {
      last.words.push(word);
      last.right = Math.max(last.right, word.right);
    } else pieces.push({ left: word.left, right: word.right, words: [word] });
  }
  return pieces;
}
