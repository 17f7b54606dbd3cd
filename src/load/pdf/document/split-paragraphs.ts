import type { Line, PageLayout, TableBlock } from '../page-layout.ts';
import type { BodyStyle } from './body-style.ts';
import { type Column, findPageColumns } from './find-page-columns.ts';
import { isAll, isBold, isMonospace, isUpright, lineText } from './line-text.ts';
import { readMarker } from './list-marker.ts';

/** Lines that belong together. */
export interface Paragraph {
  readonly type: 'paragraph';
  /** What flows from line to line is one row; a new row begins where a line was ended on purpose. */
  readonly rows: readonly (readonly Line[])[];
  /** To the line above it in its column, in points between the baselines; infinite for the first of a column. */
  readonly gapAbove: number;
  /** Where most lines of its column begin and end. */
  readonly column: Column;
}

/** What a page consists of, before it is told what each part is. */
export type Part = Paragraph | TableBlock;

/**
 * The paragraphs of a page in reading order, with its tables in between. A paragraph ends at a gap, at an indented or outdented
 * line, at a list's next mark, where size, weight or pitch change, and after a line that ends a sentence before its time.
 */
export function splitParagraphs(
  { blocks, width }: Pick<PageLayout, 'blocks' | 'width'>,
  body: BodyStyle,
  isLeftOut: (line: Line) => boolean,
): Part[] {
  const columns = findPageColumns(
    blocks.flatMap((block) => (block.type === 'text' ? block.lines : [])),
    width,
  );
  const parts: Part[] = [];
  let open: OpenParagraph | undefined;
  const close = () => {
    if (open)
      parts.push({ type: 'paragraph', rows: open.rows, gapAbove: open.gapAbove, column: open.column });
    open = undefined;
  };
  for (const block of blocks) {
    if (block.type === 'table') {
      close();
      parts.push(block);
      continue;
    }
    const lines = block.lines.filter((line) => !isLeftOut(line) && lineText(line).trim() !== '');
    for (const [index, line] of lines.entries()) {
      const column = columns(line);
      const step: Step = open ? stepTo(open, line, lines[index + 1], body) : 'paragraph';
      if (open && step !== 'paragraph') {
        const row = open.rows.at(-1);
        if (step === 'row' || row === undefined) open.rows.push([line]);
        else row.push(line);
        if (!isIn(open.column, line)) open.column = column;
        open.last = line;
        continue;
      }
      const above: Line | undefined = open?.last;
      close();
      const isBelow = above && isIn(column, above) && line.baseline > above.baseline;
      const gapAbove = isBelow ? line.baseline - above.baseline : Number.POSITIVE_INFINITY;
      open = { rows: [[line]], gapAbove, column, first: line, last: line };
    }
  }
  close();
  return parts;
}

interface OpenParagraph {
  readonly rows: Line[][];
  readonly gapAbove: number;
  /** Of its last line: it may go on in the next column. */
  column: Column;
  readonly first: Line;
  last: Line;
}

/** How a line goes on: in the same row, in a new row of the paragraph, or as a new paragraph. */
type Step = 'flows' | 'row' | 'paragraph';

function stepTo(open: OpenParagraph, line: Line, after: Line | undefined, body: BodyStyle): Step {
  const { last, first } = open;
  if (!isUpright(line) || !isUpright(last)) return isUpright(line) === isUpright(last) ? 'row' : 'paragraph';
  const typed = isAll(line, isMonospace);
  const distance = line.baseline - last.baseline;
  if (distance <= 0.3 * line.size || !isIn(open.column, line))
    return isUnfinished(open, line) ? 'flows' : 'paragraph';
  const leading =
    line.size > 1.1 * body.size
      ? Math.max(1.45 * line.size, body.leading(line.size))
      : body.leading(line.size);
  // A sentence may have a word of code in a line of its own.
  const wasTyped = isAll(last, isMonospace);
  const isInSentence =
    (!typed || !isAll(first, isMonospace)) &&
    Math.abs(line.size - last.size) < 0.3 &&
    distance < 1.2 * leading;
  if (typed !== wasTyped && !(isInSentence && !endsEarly(last, line, open.column))) return 'paragraph';
  // Code has blank lines in it.
  if (typed && wasTyped) return distance < 3.2 * leading ? 'row' : 'paragraph';
  if (distance > 1.2 * leading + 0.5) return 'paragraph';
  if (Math.abs(line.size - last.size) > 0.07 * Math.max(line.size, last.size) && !shareSize(line, last))
    return 'paragraph';
  const ended = endsEarly(last, line, open.column);
  if (ended && isAll(line, isBold) !== isAll(last, isBold)) return 'paragraph';
  if (isContentsLine(lineText(last))) return isContentsLine(lineText(line)) ? 'row' : 'paragraph';
  if (readMarker(line, { isAfterEnd: ended })) return 'paragraph';
  const indent = line.box.left - last.box.left;
  const em = line.size;
  const hasMarker = readMarker(first, { isAfterEnd: true }) !== undefined;
  if (indent > 0.8 * em && !(hasMarker && last === first) && isLeftAligned(open, line)) {
    // The first line of a paragraph is indented, or all but the first of a reference: the next line tells.
    const returns =
      after !== undefined && after.box.left < line.box.left - 0.8 * em && after.baseline > line.baseline;
    if (returns || ended || last !== first) return indent < 5 * em || ended ? 'paragraph' : 'row';
  }
  if (indent < -0.8 * em && last !== first && isLeftAligned(open, line)) return 'paragraph';
  if (!ended) return 'flows';
  return /[.!?:;。！？：][)\]”’"'»]*\s*$/.test(lineText(last)) ? 'paragraph' : 'row';
}

/** Words in small capitals may fill most of a line of a paragraph. */
function shareSize(line: Line, last: Line): boolean {
  return [line, last].some((small, index) => {
    const size = (index === 0 ? last : line).size;
    return (
      small.size < size &&
      small.spans.some((span) => Math.abs(span.size - size) < 0.03 * size && /\p{L}/u.test(span.text))
    );
  });
}

/** Whether lines begin at left edges and are not set to the right or centred on each other. */
function isLeftAligned({ last, column }: OpenParagraph, line: Line): boolean {
  if (column.alignment === 'right') return false;
  const middles = (line.box.left + line.box.right - last.box.left - last.box.right) / 2;
  return Math.abs(middles) > 0.4 * line.size;
}

/** Whether the next line's first word would have stood at the end of this one: it was ended on purpose. */
function endsEarly(last: Line, line: Line, column: Column): boolean {
  const text = lineText(line);
  const word = /^\S+/.exec(text.trimStart())?.[0] ?? '';
  const width = ((line.box.right - line.box.left) * (word.length + 1)) / Math.max(text.length, 1);
  const room = column.alignment === 'right' ? last.box.left - column.left : column.edge - last.box.right;
  // Ragged lines differ, and the width is guessed from the line's mean.
  return 1.3 * width + line.size < room;
}

/** In UTF-16 units. A line of dots is looked through from each dot on. */
const longestLeader = 250;

/** A line of a table of contents. */
export function isContentsLine(text: string): boolean {
  return /(?:[.·…]\s?){4,}\s*[\divxlc]+$/i.test(text.slice(-longestLeader));
}

/** Whether a sentence goes on in the next column. */
function isUnfinished({ last }: OpenParagraph, line: Line): boolean {
  return (
    Math.abs(line.size - last.size) < 0.05 * line.size &&
    isAll(line, isBold) === isAll(last, isBold) &&
    /^["'“‘(]?\p{Ll}/u.test(lineText(line).trimStart()) &&
    !/[.!?:。！？：][)\]”’"'»]*$/.test(lineText(last)) &&
    lineText(last).length > 20
  );
}

function isIn({ left, right }: Column, { box }: Line): boolean {
  return box.left < right && box.right > left;
}
