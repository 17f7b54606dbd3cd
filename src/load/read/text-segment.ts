import type { Location } from '../../segment.ts';

/** The lines of a whole text: a line feed at its end opens no further line, and an empty text has line 1. */
export function wholeText(text: string): Extract<Location, { type: 'lines' }> {
  let end = text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) end++;
  return { type: 'lines', start: 1, end: Math.max(1, end) };
}

/** For a Git LFS pointer the size of the content it stands for; `undefined` for any other text. */
export function findLfsBytes(text: string): number | undefined {
  // A pointer is at most 1,024 bytes by its specification.
  if (text.length > 1024 || !text.startsWith('version https://git-lfs.github.com/spec/v1\n'))
    return undefined;
  const size = /^size (\d+)$/m.exec(text)?.[1];
  return size === undefined ? undefined : Number(size);
}

export const lfsDetail = 'A Git LFS pointer; the content is not here. `git lfs pull` brings it.';
