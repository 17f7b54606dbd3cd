import type { Line } from '../page-layout.ts';
import type { Hyphens } from './join-lines.ts';
import { lineText } from './line-text.ts';
import type { Paragraph, Part } from './split-paragraphs.ts';

/**
 * Completes a word that a page's end cuts: its rest moves from the next page to the page on which it begins, so that a search
 * finds it. Everything else stays on its page.
 */
export function joinPages(
  above: readonly Part[],
  below: readonly Part[],
  hyphens: Hyphens,
): readonly [readonly Part[], readonly Part[]] {
  const begin = below.findIndex((part) => part.type === 'paragraph');
  const next = below[begin];
  const first = next?.type === 'paragraph' ? next.rows[0]?.[0] : undefined;
  const rest = first ? /^\p{Ll}+[.,;:!?)]*(?=\s|$)/u.exec(lineText(first).trimStart())?.[0] : undefined;
  if (!first || next?.type !== 'paragraph' || rest === undefined) return [above, below];
  const end = above.findLastIndex((part) => part.type === 'paragraph' && isCut(part, first));
  const broken = above[end];
  const last = broken?.type === 'paragraph' ? broken.rows.at(-1)?.at(-1) : undefined;
  if (!last || broken?.type !== 'paragraph') return [above, below];
  const whole = withText(last, hyphens.join(lineText(last), rest));
  const without = withText(first, lineText(first).trimStart().slice(rest.length).trimStart());
  return [
    above.with(end, {
      ...broken,
      rows: [...broken.rows.slice(0, -1), [...(broken.rows.at(-1) ?? []).slice(0, -1), whole]],
    }),
    below.with(begin, {
      ...next,
      rows: [[without, ...(next.rows[0] ?? []).slice(1)], ...next.rows.slice(1)],
    }),
  ];
}

/** Ends with a hyphen, in the type of the line that may go on with it. */
function isCut({ rows }: Paragraph, next: Line): boolean {
  const last = rows.at(-1)?.at(-1);
  return (
    last !== undefined &&
    Math.abs(last.size - next.size) < 0.1 &&
    /\p{L}[-\u2010\u00ad]$/u.test(lineText(last))
  );
}

/** The line with another text in its first font. */
function withText(line: Line, text: string): Line {
  const [span] = line.spans;
  return { ...line, spans: span ? [{ ...span, text }] : [] };
}
