import type { LeaveOutCandidate } from '../decision-record.ts';
import { type DocumentKind, documentKind } from '../text/document-kind.ts';
import {
  addSizes,
  type PackSize,
  type SizedDocument,
  subtractSize,
  sumSizes,
  tokensOf,
} from './pack-size.ts';

/** Whether documents of this size in all fit. */
export type FitCheck = (size: PackSize) => boolean;

/** A document that is left out, and the kind for which it goes. */
export interface LeftOut {
  readonly source: string;
  readonly kind: DocumentKind;
  readonly tokens: number;
}

/**
 * Chooses what to leave out until the rest fits: noise, tests and prose in this order, the largest of each kind first, then the
 * largest of what is left; ties by path. One document always stays, and so do those named by `kept`: what has changed is what is asked
 * about. Empty when everything fits.
 */
export function chooseLeftOut(
  documents: readonly SizedDocument[],
  fits: FitCheck,
  kept: ReadonlySet<string> = new Set(),
): readonly LeftOut[] {
  let size = sumSizes(documents);
  if (fits(size)) return [];
  const candidates = documents
    .filter(({ source }) => !kept.has(source))
    .map((document) => ({
      ...document,
      tokens: tokensOf(document.size),
      kind: documentKind(document.source),
    }))
    .sort(
      (a, b) =>
        order.indexOf(a.kind) - order.indexOf(b.kind) || b.tokens - a.tokens || compare(a.source, b.source),
    );
  const left: LeftOut[] = [];
  for (const candidate of candidates.slice(0, -1)) {
    if (fits(size)) break;
    const { source, kind, tokens } = candidate;
    left.push({ source, kind, tokens });
    size = subtractSize(size, candidate.size);
  }
  return left;
}

/** The same for what is wished and not needed: where all but one document would go for nothing, the rest merely fits. */
export function chooseLeftOutFor(
  wish: FitCheck,
  documents: readonly SizedDocument[],
  { fits, kept }: { readonly fits: FitCheck; readonly kept?: ReadonlySet<string> },
): readonly LeftOut[] {
  const left = chooseLeftOut(documents, wish, kept);
  const gone = new Set(left.map(({ source }) => source));
  const rest = documents.filter(({ source }) => !gone.has(source));
  return wish(sumSizes(rest)) ? left : chooseLeftOut(documents, fits, kept);
}

const order: readonly DocumentKind[] = ['noise', 'tests', 'docs', 'other'];

/**
 * What leaving out each kind, each of the five largest folders at the top and each of the five largest files would save, and
 * whether the rest would fit then.
 */
export function listCandidates(documents: readonly SizedDocument[], fits: FitCheck): LeaveOutCandidate[] {
  const whole = sumSizes(documents);
  const toCandidate = (what: LeaveOutCandidate['what'], { size, documents: gone }: Group) => ({
    what,
    documents: gone,
    tokens: tokensOf(size),
    fits: gone < documents.length && fits(subtractSize(whole, size)),
  });
  const byKind = groupBy(documents, documentKind);
  const kinds = (['noise', 'tests', 'docs'] as const).flatMap((kind) => {
    const group = byKind.get(kind);
    return group === undefined ? [] : [toCandidate({ type: 'kind', kind }, group)];
  });
  const byFolder = groupBy(documents, (source) => source.slice(0, source.indexOf('/') + 1));
  byFolder.delete('');
  const folders = findLargest(byFolder).map(([source, group]) =>
    toCandidate({ type: 'folder', source }, group),
  );
  const files = findLargest(groupBy(documents, (source) => source)).map(([source, group]) =>
    toCandidate({ type: 'file', source }, group),
  );
  return [...kinds, ...folders, ...files];
}

/** What documents take together, and how many they are. */
interface Group {
  readonly size: PackSize;
  readonly documents: number;
}

function groupBy<Key extends string>(
  documents: readonly SizedDocument[],
  keyOf: (source: string) => Key,
): Map<Key, Group> {
  const groups = new Map<Key, Group>();
  for (const { source, size } of documents) {
    const key = keyOf(source);
    const group = groups.get(key);
    groups.set(
      key,
      group === undefined
        ? { size, documents: 1 }
        : { size: addSizes(group.size, size), documents: group.documents + 1 },
    );
  }
  return groups;
}

function findLargest(groups: ReadonlyMap<string, Group>): readonly (readonly [string, Group])[] {
  let largest: (readonly [string, Group])[] = [];
  for (const entry of groups) {
    const least = largest[4];
    // To sort all of 27,000 files takes four times as long.
    if (least !== undefined && compareGroups(least, entry) < 0) continue;
    largest = [...largest, entry].sort(compareGroups).slice(0, 5);
  }
  return largest;
}

function compareGroups([keyA, a]: readonly [string, Group], [keyB, b]: readonly [string, Group]): number {
  return tokensOf(b.size) - tokensOf(a.size) || compare(keyA, keyB);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
