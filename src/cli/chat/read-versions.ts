import { createHash, type Hash } from 'node:crypto';
import type { Source } from '../../index.ts';

/** What stood in each document when it was read, by a name for its content: enough to tell what has changed since. */
export type ReadVersions = ReadonlyMap<string, string>;

/** A source that keeps what was read of it, once it has been read to its end. */
export function recordVersions(source: Source, versions: Map<string, string>): Source {
  return {
    async *[Symbol.asyncIterator]() {
      const read = new Map<string, Hash>();
      for await (const item of source) {
        yield item;
        if (item.type === 'skipped') continue;
        const hash = read.get(item.source) ?? createHash('sha1');
        hash.update(JSON.stringify(item.location ?? '')).update(item.type === 'text' ? item.text : item.data);
        read.set(item.source, hash);
      }
      for (const [name, hash] of read) versions.set(name, hash.digest('hex'));
    },
  };
}

/** The documents that are other than they were, that are new, and that are gone, by their addresses. */
export function compareVersions(
  before: ReadVersions,
  now: ReadVersions,
): { readonly changed: string[]; readonly added: string[]; readonly gone: string[] } {
  const sources = [...now.keys()].sort();
  return {
    changed: sources.filter((source) => before.has(source) && before.get(source) !== now.get(source)),
    added: sources.filter((source) => !before.has(source)),
    gone: [...before.keys()].filter((source) => !now.has(source)).sort(),
  };
}
