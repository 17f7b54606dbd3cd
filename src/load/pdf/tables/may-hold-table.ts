import type { PageContent, TextRun } from '../page-layout.ts';

/**
 * Whether it is worth the price (55 % more for the page) to look for a page's rules: true when several lines fall apart into
 * pieces, on a page in columns of prose into pieces of which one at least is short.
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
  let withShortPiece = 0;
  for (const line of lines.values()) {
    const shortest = shortestPiece(line);
    if (shortest === undefined) continue;
    apart++;
    if (shortest < Math.min(width, height) / 4) withShortPiece++;
  }
  // Two lines are the last ones of two paragraphs, or chance; a table's head and rows are three. Where most of a page does
  // not fall apart, it is not set in columns, and long pieces count too.
  return withShortPiece >= 3 || (apart >= 3 && apart < lines.size / 2);
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

/** The length of the shortest of a line's pieces; undefined when it is one piece. */
function shortestPiece(line: readonly Piece[]): number | undefined {
  if (line.length < 2) return undefined;
  let shortest = Number.POSITIVE_INFINITY;
  let pieces = 0;
  let start: number | undefined;
  let end = Number.NEGATIVE_INFINITY;
  for (const piece of line.toSorted((one, other) => one.start - other.start)) {
    // Justified prose has blanks up to an em.
    if (start === undefined || piece.start - end > piece.size) {
      if (start !== undefined) shortest = Math.min(shortest, end - start);
      start = piece.start;
      pieces++;
    }
    end = Math.max(end, piece.end);
  }
  return pieces > 1 ? Math.min(shortest, end - (start ?? 0)) : undefined;
}
