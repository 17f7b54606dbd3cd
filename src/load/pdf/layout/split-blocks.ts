import type { PlacedLine } from './make-line.ts';

/**
 * Splits lines of one region, in reading order, where a reader sees a new paragraph, heading or item begin: at a wider gap,
 * another size, an indented first line, a bullet, or after a line that ends early in justified text.
 */
export function splitBlocks(lines: readonly PlacedLine[]): PlacedLine[][] {
  const pitch = findPitch(lines);
  const right = lines.reduce((most, { end }) => Math.max(most, end), Number.NEGATIVE_INFINITY);
  const isJustified = countFull(lines, right) >= 0.6 * lines.length && lines.length > 3;
  const blocks: PlacedLine[][] = [];
  for (const [index, placed] of lines.entries()) {
    const block = blocks.at(-1);
    const above = block?.at(-1);
    const isNew =
      !block ||
      !above ||
      isApart(above, placed, pitch) ||
      isBullet(placed) ||
      isIndentedStart(block, placed, lines[index + 1]) ||
      (isJustified && above.end < right - 2 * above.line.size);
    if (isNew) blocks.push([placed]);
    else block.push(placed);
  }
  return blocks;
}

/** From baseline to baseline in sizes, as most lines of the region have it. */
function findPitch(lines: readonly PlacedLine[]): number {
  const pitches: number[] = [];
  for (let at = 1; at < lines.length; at++) {
    const [above, below] = [lines[at - 1]?.line, lines[at]?.line];
    if (!above || !below || !isAlike(above.size, below.size)) continue;
    const pitch = (below.baseline - above.baseline) / below.size;
    if (pitch > 0.5 && pitch < 3) pitches.push(pitch);
  }
  // Not the median: in a list or a page of short paragraphs most gaps are the wide ones.
  return pitches.sort((a, b) => a - b)[Math.floor(pitches.length / 4)] ?? 1.3;
}

function isAlike(a: number, b: number): boolean {
  return a < 1.1 * b && b < 1.1 * a;
}

/** A blank line in print adds half a line or more; a line with a raised mark may stand off by a tenth. */
function isApart({ line: above }: PlacedLine, { line: below }: PlacedLine, pitch: number): boolean {
  const gap = below.baseline - above.baseline;
  if (gap < 0 || !isAlike(above.size, below.size)) return true;
  return gap > 1.25 * pitch * below.size;
}

const bullet = /^(?:[•‣⁃▪▫■□●○◦◆◇❑❖➢➔✓◻∙·–—*-])$|^[•‣⁃▪▫■□●○◦◆◇❑❖➢➔✓◻∙·]/;

function isBullet({ line }: PlacedLine): boolean {
  const [first] = line.spans;
  return first !== undefined && bullet.test(first.text.trim().split(' ', 1)[0] ?? '');
}

/**
 * An indented line that is not the second line of a hanging indent: the next one is back at the margin. And a line back at the
 * margin behind indented ones, unless only the first of them was: the next entry of a list with a hanging indent.
 */
function isIndentedStart(
  block: readonly PlacedLine[],
  placed: PlacedLine,
  next: PlacedLine | undefined,
): boolean {
  const above = block.at(-1);
  if (!above || placed.line.direction === 'rtl') return false;
  const em = placed.line.size;
  const indent = placed.start - above.start;
  if (indent > 0.7 * em)
    return block.length > 1 && next !== undefined && next.start < placed.start - 0.5 * em;
  return indent < -0.7 * em && block.length > 1;
}

function countFull(lines: readonly PlacedLine[], right: number): number {
  return lines.filter(({ line, end }) => end > right - 0.5 * line.size).length;
}
