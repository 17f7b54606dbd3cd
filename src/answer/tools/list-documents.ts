import { type Look, quote, refuse, refuseUnknown, type Shelf } from './look.ts';
import { isGiven, readText, type ToolInput } from './tool-input.ts';

/** What stands directly inside a folder: folders with how many documents they hold, documents with their size. */
export function listDocuments(input: ToolInput, shelf: Shelf): Look {
  const folder = readText(input, 'folder') ?? '';
  const after = readText(input, 'after');
  if (['folder', 'after'].some((name) => isGiven(input, name) && readText(input, name) === undefined)) {
    return refuse('bad-input', '"folder" and "after" are texts.');
  }
  const prefix = folder === '' || folder === '.' ? '' : folder.replace(/\/?$/, '/');
  const folders = new Map<string, number>();
  const files = new Map<string, number>();
  for (const [source, tokens] of shelf.documents) {
    if (!source.startsWith(prefix)) continue;
    const slash = source.indexOf('/', prefix.length);
    if (slash === -1) files.set(source, tokens);
    else {
      const name = source.slice(0, slash + 1);
      folders.set(name, (folders.get(name) ?? 0) + 1);
    }
  }
  if (folders.size + files.size === 0) return refuseUnknown(folder, shelf);
  const names = [...folders.keys(), ...files.keys()].sort(byCodeUnit);
  const entries = names
    .filter((name) => after === undefined || name > after)
    .map((name) => {
      const count = folders.get(name);
      const size = count === undefined ? `about ${files.get(name)} tokens` : countOf(count);
      return `${quote(name)} ${size}`;
    });
  return { type: 'list', entries };
}

function countOf(count: number): string {
  return count === 1 ? '1 document' : `${count} documents`;
}

/** The same on every machine: a list is part of a prompt. */
function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : 1;
}
