import type { PageContent, TextRun } from '../page-layout.ts';

/**
 * Whether it is worth the price (55 % more for the page) to look for a page's rules: true when several lines fall apart into
 * pieces of which one at least is short. Of prose in columns every line falls apart, but into long ones.
 */
export function mayHoldTable({
  runs,
  width,
  height,
}: Pick<PageContent, 'runs' | 'width' | 'height'>): boolean {
  const lines = new Map<number, Piece[]>();
  for (const run of runs) {
    if (run.text.trim() === '') continue;
    const piece = toPiece(run);
    // Lines of turned text are told apart from upright ones by their sign.
    const line = (Math.round(piece.across / 2) + 1) * (isTurned(run) ? -1 : 1);
    const others = lines.get(line);
    if (others) others.push(piece);
    else lines.set(line, [piece]);
  }
  let apart = 0;
  for (const line of lines.values()) if (fallsApart(line, Math.min(width, height) / 4)) apart++;
  // Two lines are a table of two rows, the last lines of two paragraphs, or chance; a table's head and rows are three.
  return apart >= 3;
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly across: number;
  readonly size: number;
}

function isTurned({ angle }: TextRun): boolean {
  return Math.abs(Math.abs(angle) - 90) < 2;
}

function toPiece(run: TextRun): Piece {
  const { x, y, width, size } = run;
  if (!isTurned(run)) return { start: x, end: x + width, across: y, size };
  const start = run.angle > 0 ? y : -y;
  return { start, end: start + width, across: x, size };
}

function fallsApart(line: readonly Piece[], short: number): boolean {
  if (line.length < 2) return false;
  let shortest = Number.POSITIVE_INFINITY;
  let pieces = 0;
  let start: number | undefined;
  let end = 0;
  for (const piece of line.toSorted((one, other) => one.start - other.start)) {
    // Justified prose has blanks up to an em.
    if (start === undefined || piece.start - end > piece.size) {
      if (start !== undefined) shortest = Math.min(shortest, end - start);
      start = piece.start;
      pieces++;
    }
    end = Math.max(end, piece.end);
  }
  return pieces > 1 && Math.min(shortest, end - (start ?? 0)) < short;
}
