import type { Citation, Context } from '../../index.ts';

/**
 * The file that a diff is of, at the line that the cited line of the diff has there now, or where it was taken out. `undefined` for
 * a citation of anything else. `address` is the diff's as a person reads it: `git -C docs diff main -- a.md`.
 */
export function placeInDiff(
  { source, location }: Pick<Citation, 'source' | 'location'>,
  { address, volatile = [] }: { readonly address: string } & Pick<Context, 'volatile'>,
): { readonly file: string; readonly line: number } | undefined {
  const [, folder, path] = /^git (?:-C (.+) )?diff \S+ -- (.+)$/.exec(address) ?? [];
  const diff = volatile.find((chunk) => chunk.source === source);
  if (path === undefined || diff === undefined || location?.type !== 'lines') return undefined;
  const lines = diff.text.split('\n').slice(0, location.start);
  const hunk = lines.findLastIndex((line) => line.startsWith('@@ '));
  const [, first = '1'] = /\+(\d+)/.exec(lines[hunk] ?? '') ?? [];
  const before = lines.slice(hunk + 1, -1).filter((line) => !line.startsWith('-')).length;
  return {
    file: folder === undefined ? path : `${folder}/${path}`,
    line: Number(first) + (hunk === -1 ? 0 : before),
  };
}
