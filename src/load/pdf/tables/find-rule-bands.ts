import { findRows, type WordRow } from './find-rows.ts';
import { isCaption } from './is-caption.ts';
import { isHeadAlone } from './is-head-alone.ts';
import { isProseLine } from './is-prose-line.ts';
import type { Stroke } from './join-rules.ts';
import { findSegments } from './segments.ts';
import type { TableWord } from './table-word.ts';

/** Lines between rules of the same length that run above, below and through them, as tables in books have. */
export interface RuleBand {
  readonly rows: readonly WordRow[];
  readonly rules: readonly Stroke[];
}

/** The stretches between rules of the same ends whose lines fall apart into columns. */
export function findRuleBands(
  horizontals: readonly Stroke[],
  words: readonly TableWord[],
): readonly RuleBand[] {
  const bands: RuleBand[] = [];
  for (const rules of sameEnds(horizontals)) {
    let open: { rows: WordRow[]; rules: Stroke[] } | undefined;
    for (const [index, rule] of rules.entries()) {
      const above = rules[index - 1];
      if (above) {
        const rows = rowsBetween(above, rule, words);
        const isTabular = rows.filter((row) => findSegments(row).length > 1).length >= rows.length * 0.5;
        const isHeadWithin = open !== undefined && rows.length === 1 && !isCaption(rows[0]);
        if (rows.length > 0 && (isTabular || isHeadWithin)) {
          open ??= { rows: [], rules: [above] };
          open.rows.push(...rows);
          open.rules.push(rule);
        } else if (rows.length > 0) {
          if (open) bands.push(open);
          open = undefined;
        }
      }
    }
    if (open) bands.push(open);
  }
  return bands.map(withoutProse).filter((band) => !goesOnBeside(band, words) && !isHead(band, words));
}

/** Rules above and below a head, and none at the end of the table. */
function isHead({ rows, rules }: RuleBand, words: readonly TableWord[]): boolean {
  const rule = rules.at(-1);
  if (!rule) return false;
  const frame = { left: rule.start, right: rule.end, bottom: rule.at };
  return isHeadAlone(
    frame,
    rows.flatMap((row) => row.words),
    words,
  );
}

/** Rules below titles may have prose between them as well as a table: the prose is none of it. */
function withoutProse({ rows, rules }: RuleBand): RuleBand {
  const [rule] = rules;
  const width = rule ? rule.end - rule.start : 0;
  const isProse = (row: WordRow) => {
    const [only, second] = findSegments(row);
    return only !== undefined && !second && isProseLine(only.words) && only.right - only.left > 0.7 * width;
  };
  const isWhole = (row: WordRow) => findSegments(row).length === 1;
  const from = rows.findIndex((row) => !isWhole(row));
  const to = rows.findLastIndex((row) => !isWhole(row)) + 1;
  return {
    rows: rows.slice(
      rows.slice(0, from).filter(isProse).length > 1 ? from : 0,
      rows.slice(to).some(isProse) ? to : undefined,
    ),
    rules,
  };
}

/** Rules above and below sums stand in the columns of numbers alone: the rows begin left of them. */
function goesOnBeside({ rows, rules }: RuleBand, words: readonly TableWord[]): boolean {
  const [rule] = rules;
  if (!rule) return false;
  const beside = rows.filter((row) => {
    const others = words.filter(
      (word) =>
        Math.abs(word.baseline - row.baseline) < 2 &&
        word.right < rule.start - 3 &&
        word.right > rule.start - besideReach,
    );
    return others.length > 0 && !isProseLine(others);
  });
  return beside.length > rows.length / 2;
}

/** In points. A label may stand far from its numbers, with leaders or white between. */
const besideReach = 150;

function sameEnds(horizontals: readonly Stroke[]): readonly (readonly Stroke[])[] {
  const groups: Stroke[][] = [];
  for (const stroke of horizontals.toSorted((one, other) => one.at - other.at)) {
    const [group] = groups.filter(
      ([first]) => first && Math.abs(first.start - stroke.start) < 6 && Math.abs(first.end - stroke.end) < 6,
    );
    if (group) group.push(stroke);
    else groups.push([stroke]);
  }
  return groups.filter((group) => group.length > 1);
}

function rowsBetween(above: Stroke, below: Stroke, words: readonly TableWord[]): readonly WordRow[] {
  return findRows(
    words.filter((word) => {
      const x = (word.left + word.right) / 2;
      const y = word.baseline - 0.25 * word.size;
      return x >= above.start - 3 && x <= above.end + 3 && y > above.at && y < below.at;
    }),
  );
}
