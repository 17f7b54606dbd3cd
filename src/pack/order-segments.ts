import type { Location, TextSegment } from '../segment.ts';

/** Segments in pack order, and which rule could be followed. */
export interface OrderedSegments {
  readonly segments: readonly TextSegment[];
  readonly order: 'least-recently-changed' | 'path';
}

/**
 * Orders segments so that an ordinary edit changes the prefix as late as possible: folders by their newest change, oldest
 * first, files inside a folder the same way, ties by path; what has no commit time stands behind, by path. Over six real
 * histories this keeps .46 to .67 of the prefix after one commit, alphabetical order .15 to .65, and neighbours stay
 * together. What is volatile stands last. Without any commit time everything is ordered by path. Paths compare by UTF-16 code units: the same everywhere.
 */
export function orderSegments(segments: readonly TextSegment[]): OrderedSegments {
  const newestInFolder = new Map<string, number>();
  for (const { source, changedAt } of segments) {
    if (changedAt === undefined) continue;
    const folder = folderOf(source);
    newestInFolder.set(folder, Math.max(newestInFolder.get(folder) ?? -Infinity, changedAt));
  }
  const keyed = segments.map((segment) => {
    const folder = folderOf(segment.source);
    return {
      segment,
      folder,
      folderTime: segment.changedAt === undefined ? Infinity : (newestInFolder.get(folder) as number),
      time: segment.changedAt ?? Infinity,
    };
  });
  keyed.sort((a, b) => {
    if (a.segment.isVolatile !== b.segment.isVolatile) return a.segment.isVolatile ? 1 : -1;
    if (a.folderTime !== b.folderTime) return a.folderTime - b.folderTime;
    // What has no commit time is one list by path, so its folders are not compared apart.
    if (a.time !== Infinity) {
      const byFolder = compare(a.folder, b.folder);
      if (byFolder !== 0) return byFolder;
      if (a.time !== b.time) return a.time - b.time;
    }
    return compare(a.segment.source, b.segment.source) || comparePlaces(a.segment, b.segment);
  });
  return {
    segments: keyed.map(({ segment }) => segment),
    order: newestInFolder.size > 0 ? 'least-recently-changed' : 'path',
  };
}

function folderOf(source: string): string {
  return source.slice(0, source.lastIndexOf('/') + 1);
}

function comparePlaces({ location: a }: TextSegment, { location: b }: TextSegment): number {
  return placeOf(a) - placeOf(b) || (a.offset ?? 0) - (b.offset ?? 0) || compare(a.type, b.type);
}

function placeOf(location: Location): number {
  switch (location.type) {
    case 'lines':
      return location.start;
    case 'page':
      return location.page;
    case 'cell':
      return location.cell;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
