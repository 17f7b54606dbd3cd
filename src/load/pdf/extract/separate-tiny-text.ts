import type { Font, TextRun } from '../page-layout.ts';
import type { SeparatedText } from './separate-hidden-text.ts';

/**
 * Takes out runs under one point, which nobody can read, beside text of a size that can be read. On a page that is drawn small
 * as a whole all text stays; so does that of Type 3 fonts, whose sizes are in units of their own.
 */
export function separateTinyText(runs: readonly TextRun[], fonts: ReadonlyMap<string, Font>): SeparatedText {
  const isTiny = ({ text, size, font }: TextRun) =>
    size < 1 && text.trim() !== '' && fonts.get(font)?.name !== 'Type3';
  const tiny = runs.filter(isTiny);
  const largest = runs.reduce(
    (most, { size, text }) => (text.trim() === '' ? most : Math.max(most, size)),
    0,
  );
  if (tiny.length === 0 || largest < 4) return { runs, hidden: [] };
  const text = tiny
    .map((run) => run.text)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
  return { runs: runs.filter((run) => !isTiny(run)), hidden: [{ because: 'tiny', text }] };
}
