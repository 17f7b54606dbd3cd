import { setImmediate } from 'node:timers/promises';
import { cutText } from '../text/cut-text.ts';
import { wordPresence, wordWeight } from '../text/rank-words.ts';
import type { ParsedDocument } from '../text/tagged-text.ts';
import {
  createTermFinder,
  type Strengths,
  strengthsIn,
  type Term,
  type TermFinder,
} from './question-terms.ts';

/** A stretch of a document that speaks of the question's terms. */
export interface Passage {
  readonly document: ParsedDocument;
  readonly start: number;
  readonly end: number;
  /** The titles over it, outermost first. */
  readonly titles: readonly string[];
  readonly score: number;
}

export interface FoundPassages {
  /** Best first. */
  readonly passages: readonly Passage[];
  /** How much each term tells, by its position. A term that no document holds tells most. */
  readonly weights: readonly number[];
}

// Long enough for a section of a reference page, short enough that a passage is about one thing.
const passageCharacters = 1400;
const mostPassages = 40;
// Only these documents are cut into passages: cutting costs as much as scanning, and the best passage lies in none of the others.
const mostDocuments = 150;
// Half a megabyte is some 20 ms of work: after it, a timer or an abort may come in between.
const restEvery = 500_000;

/**
 * The passages that best match a question's terms (BM25, words of titles and address included). Reads every document once, looking
 * for these terms only: about 30 MB a second. Rejects with the signal's reason when aborted.
 */
export async function findPassages({
  documents,
  terms,
  abortSignal,
}: {
  readonly documents: Iterable<ParsedDocument>;
  readonly terms: readonly Term[];
  readonly abortSignal?: AbortSignal;
}): Promise<FoundPassages> {
  const find = createTermFinder(terms);
  const scanned: Scanned[] = [];
  const holding = terms.map(() => ({ itself: 0, alike: 0 }));
  let windows = 0;
  let unrested = 0;
  for (const document of documents) {
    abortSignal?.throwIfAborted();
    const hits = scan(document, find, terms.length);
    windows += Math.ceil(document.text.length / passageCharacters);
    countWindows(hits, holding);
    if (hits.terms.length > 0 || hits.inAddress.some((strength) => strength > 0)) scanned.push(hits);
    unrested += document.text.length;
    if (unrested > restEvery) {
      unrested = 0;
      await setImmediate();
    }
  }
  const weights = terms.map(({ word }, term) => {
    const { itself, alike } = holding[term] as Holding;
    if (itself + alike === 0 && isWholeOfParts(word, terms)) return 0;
    return wordWeight({ documents: windows, holding: Math.min(windows, itself > 0 ? itself : alike) });
  });
  const passages = scanned
    .map((hits) => ({ hits, score: bestWindow(hits, weights) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, mostDocuments)
    .flatMap(({ hits }) => passagesOf(hits, weights, find));
  return { passages: passages.sort((a, b) => b.score - a.score).slice(0, mostPassages), weights };
}

interface Scanned {
  readonly document: ParsedDocument;
  /** The places in order: which term, how strong, and where. */
  readonly terms: readonly number[];
  readonly strengths: readonly number[];
  readonly offsets: readonly number[];
  readonly inAddress: Strengths;
}

interface Holding {
  itself: number;
  alike: number;
}

function scan(document: ParsedDocument, find: TermFinder, count: number): Scanned {
  const terms: number[] = [];
  const strengths: number[] = [];
  const offsets: number[] = [];
  find(document.text, (term, strength, offset) => {
    terms.push(term);
    strengths.push(strength);
    offsets.push(offset);
  });
  const inAddress = strengthsIn(`${document.id} ${document.headings ?? ''}`, find, count);
  return { document, terms, strengths, offsets, inAddress };
}

/** Counts each term once for each window of a passage's length that holds it: its document frequency, without cutting yet. */
function countWindows({ terms, strengths, offsets }: Scanned, holding: readonly Holding[]): void {
  const last = new Map<number, number>();
  for (const [at, term] of terms.entries()) {
    const itself = strengths[at] === 1;
    const window = Math.floor((offsets[at] as number) / passageCharacters);
    const key = itself ? term : -term - 1;
    if (last.get(key) === window) continue;
    last.set(key, window);
    (holding[term] as Holding)[itself ? 'itself' : 'alike'] += 1;
  }
}

/** `max-retries` where only `max` and `retries` are known: the parts say it all. */
function isWholeOfParts(word: string, terms: readonly Term[]): boolean {
  return terms.some(({ word: part }) => part !== word && part.length > 2 && word.includes(part));
}

/** What the best window of a document can score, address included. */
function bestWindow({ terms, strengths, offsets, inAddress }: Scanned, weights: readonly number[]): number {
  const windows = new Map<number, number[]>();
  for (const [at, term] of terms.entries()) {
    const window = Math.floor((offsets[at] as number) / passageCharacters);
    let held = windows.get(window);
    if (held === undefined) {
      held = [...inAddress];
      windows.set(window, held);
    }
    held[term] = Math.max(held[term] as number, strengths[at] as number);
  }
  let best = weigh(inAddress, weights);
  for (const held of windows.values()) best = Math.max(best, weigh(held, weights));
  return best;
}

function weigh(strengths: Strengths, weights: readonly number[]): number {
  return weights.reduce((sum, weight, term) => sum + weight * (strengths[term] as number), 0);
}

function passagesOf(hits: Scanned, weights: readonly number[], find: TermFinder): Passage[] {
  const { document, terms, strengths, offsets, inAddress } = hits;
  const passages: Passage[] = [];
  let at = 0;
  const pieces = cutText(document.text, { name: document.id, most: passageCharacters, enough: 0 });
  for (const { start, end, headings } of pieces) {
    const counts = [...inAddress];
    for (; at < offsets.length && (offsets[at] as number) < end; at += 1) {
      (counts[terms[at] as number] as number) += strengths[at] as number;
    }
    find(headings.join(' '), (term, strength) => {
      (counts[term] as number) += strength;
    });
    const length = (end - start) / (passageCharacters / 2);
    const presences = counts.map((count) => wordPresence(count, length));
    const score = weigh(presences, weights);
    if (score > 0) passages.push({ document, start, end, titles: headings, score });
  }
  return passages;
}
