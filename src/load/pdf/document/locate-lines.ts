import type { TextPosition } from '../../../segment.ts';
import type { Box, PageLayout } from '../page-layout.ts';

/**
 * Where the lines of a page's text stand on the page, in the order of the text. Each line of the layout is looked up in the text
 * by its letters and digits alone: marks of Markdown, blanks and hyphens at line ends are what rendering changes. A line that
 * is not in the text (a running head) has no position; a table has one as a whole.
 */
export function locateLines(text: string, { blocks }: PageLayout): readonly TextPosition[] {
  const { letters, offsets } = bare(text);
  const found: TextPosition[] = [];
  let cursor = 0;
  const claim = (at: number, length: number, { left, top, right, bottom }: Box) => {
    const start = offsets[at] ?? 0;
    const end = (offsets[at + length - 1] ?? start) + 1;
    found.push({ start, end, box: { left, top, right, bottom } });
  };
  for (const block of blocks) {
    const lines =
      block.type === 'text'
        ? block.lines.map(({ spans, box }) => ({ line: spans.map((span) => span.text).join(''), box }))
        : [
            {
              line: block.rows
                .flat()
                .map((cell) => cell.text)
                .join(''),
              box: block.box,
            },
          ];
    for (const { line, box } of lines) {
      const wanted = bare(line).letters;
      if (wanted === '') continue;
      const ahead = letters.indexOf(wanted, cursor);
      // A short line, such as a number, stands at many places: it counts only where it is expected.
      const reach = wanted.length < sureLength ? nearReach : farReach;
      if (ahead !== -1 && ahead - cursor <= reach) {
        claim(ahead, wanted.length, box);
        cursor = ahead + wanted.length;
      } else if (wanted.length >= sureLength) {
        // Notes are moved to the end of the page; what occurs once is sure.
        const only = letters.indexOf(wanted);
        if (only !== -1 && only === letters.lastIndexOf(wanted)) claim(only, wanted.length, box);
      }
    }
  }
  return found.sort((one, other) => one.start - other.start);
}

const sureLength = 8;
const nearReach = 4;
const farReach = 1_000;

/** The letters and digits of a text, and where each stands in it, in UTF-16 units. HTML marks of a table's cells are none. */
function bare(text: string): { readonly letters: string; readonly offsets: readonly number[] } {
  const offsets: number[] = [];
  let letters = '';
  for (const { 0: part, index } of text.matchAll(/<\/?(?:table|tr|t[hd])\b[^>]*>|[\p{L}\p{N}]+/gu)) {
    if (part.startsWith('<')) continue;
    letters += part;
    for (let at = 0; at < part.length; at++) offsets.push(index + at);
  }
  return { letters, offsets };
}
