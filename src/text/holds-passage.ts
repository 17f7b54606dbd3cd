import type { Location, TextSegment } from '../segment.ts';

/** Whether a piece of a document stands in another piece of it. */
export function holdsPassage(
  whole: Pick<TextSegment, 'source' | 'location' | 'text'>,
  { source, location, text }: Pick<TextSegment, 'source' | 'location' | 'text'>,
): boolean {
  return whole.source === source && encloses(whole.location, location) && whole.text.includes(text);
}

function encloses(whole: Location, part: Location): boolean {
  if (whole.type === 'lines') {
    return part.type === 'lines' && whole.start <= part.start && part.end <= whole.end;
  }
  if (whole.type === 'page') return part.type === 'page' && whole.page === part.page;
  return part.type === 'cell' && whole.cell === part.cell;
}
