import type { LeaveOutCandidate } from '../context.ts';
import { type DocumentKind, documentKind } from '../text/document-kind.ts';
import { type PackSize, type SizedDocument, subtractSize, sumSizes, tokensOf } from './pack-size.ts';

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
 * largest of what is left; ties by path. One document always stays. Empty when everything fits.
 */
export function chooseLeftOut(documents: readonly SizedDocument[], fits: FitCheck): readonly LeftOut[] {
  let size = sumSizes(documents);
  if (fits(size)) return [];
  const candidates = documents
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
  fits: FitCheck,
): readonly LeftOut[] {
  const left = chooseLeftOut(documents, wish);
  const gone = new Set(left.map(({ source }) => source));
  const rest = documents.filter(({ source }) => !gone.has(source));
  return wish(sumSizes(rest)) ? left : chooseLeftOut(documents, fits);
}

const order: readonly DocumentKind[] = ['noise', 'tests', 'docs', 'other'];

/**
 * What leaving out each kind, each of the five largest folders at the top and each of the five largest files would save, and
 * whether the rest would fit then.
 */
export function listCandidates(documents: readonly SizedDocument[], fits: FitCheck): LeaveOutCandidate[] {
  const whole = sumSizes(documents);
  const kindOf = new Map(documents.map(({ source }) => [source, documentKind(source)]));
  const toCandidate = (what: LeaveOutCandidate['what'], isIn: (source: string) => boolean) => {
    const gone = documents.filter(({ source }) => isIn(source));
    const size = sumSizes(gone);
    return {
      what,
      documents: gone.length,
      tokens: tokensOf(size),
      fits: gone.length < documents.length && fits(subtractSize(whole, size)),
    };
  };
  const kinds = (['noise', 'tests', 'docs'] as const).map((kind) =>
    toCandidate({ type: 'kind', kind }, (source) => kindOf.get(source) === kind),
  );
  const folders = findLargest(documents, (source) => source.slice(0, source.indexOf('/') + 1)).map((source) =>
    toCandidate({ type: 'folder', source }, (each) => each.startsWith(source)),
  );
  const files = findLargest(documents, (source) => source).map((source) =>
    toCandidate({ type: 'file', source }, (each) => each === source),
  );
  return [...kinds, ...folders, ...files].filter((candidate) => candidate.documents > 0);
}

function findLargest(documents: readonly SizedDocument[], keyOf: (source: string) => string): string[] {
  const tokens = new Map<string, number>();
  for (const { source, size } of documents) {
    const key = keyOf(source);
    if (key !== '') tokens.set(key, (tokens.get(key) ?? 0) + tokensOf(size));
  }
  return [...tokens]
    .sort(([keyA, a], [keyB, b]) => b - a || compare(keyA, keyB))
    .slice(0, 5)
    .map(([key]) => key);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
