import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { QuireError } from '../errors.ts';

/** The error for a path where nothing is, with the nearest thing that is there. */
export async function pathNotFound(path: string, cause?: unknown): Promise<QuireError<'path-not-found'>> {
  return new QuireError('path-not-found', {
    path,
    message: `There is nothing at "${path}". ${await findHint(path)}`,
    cause,
  });
}

async function findHint(path: string): Promise<string> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) {
    return dirname(folder) === folder
      ? 'Check the path.'
      : `The folder "${folder}" is not there either, seen from ${resolve('.')}.`;
  }
  const wanted = basename(path);
  const nearest = names
    .map((name) => ({ name, distance: editDistance(name.toLowerCase(), wanted.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))[0];
  if (nearest === undefined || nearest.distance > Math.max(2, wanted.length / 3))
    return `The folder "${folder}" has no such name.`;
  return `Did you mean "${folder === '.' && !path.startsWith('.') ? nearest.name : join(folder, nearest.name)}"?`;
}

/** How many letters have to be put in, taken out or changed. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
