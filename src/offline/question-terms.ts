import { createWordFinder } from '../text/create-word-finder.ts';
import { readText } from '../text/lexicon.ts';
import { questionWords, searchWords } from '../text/search-words.ts';

/** A word of the question, and words that often stand for it in documentation. All are search words. */
export interface Term {
  readonly word: string;
  readonly alike: readonly string[];
}

/** What a text says of each term: 1 the word itself, less a word that is alike, 0 neither. */
export type Strengths = readonly number[];

/** Another word for the same thing is a weaker sign: it may as well mean something else. */
const alikeStrength = 0.5;

/** The terms of a question: what it asks about, without what makes it a question. */
export function questionTerms(question: string): Term[] {
  return questionWords(question.replace(machinery, 'how')).map((word) => ({
    word,
    alike: groups
      .filter((group) => group.has(word))
      .flatMap((group) => [...group].filter((other) => other !== word)),
  }));
}

/** Words that make it a question; an answer has no use for them. */
const machinery = /\bhow (?:many|much|often|far|long)\b|\bwhat happens\b|\b(?:please|tell me)\b/gi;

/** Finds terms in texts: `found` gets the term's position, its strength, and the offset. */
export function createTermFinder(terms: readonly Term[]) {
  const owners = new Map<string, { term: number; strength: number }>();
  for (const [term, { word }] of terms.entries()) owners.set(word, { term, strength: 1 });
  for (const [term, { alike }] of terms.entries()) {
    for (const word of alike) if (!owners.has(word)) owners.set(word, { term, strength: alikeStrength });
  }
  const places = [...owners.values()];
  const find = createWordFinder([...owners.keys()]);
  return (text: string, found: (term: number, strength: number, offset: number) => void) =>
    find(readText(text), (word, offset) => {
      const { term, strength } = places[word] as { term: number; strength: number };
      found(term, strength, offset);
    });
}

export type TermFinder = ReturnType<typeof createTermFinder>;

/** The strengths of all terms in one text. */
export function strengthsIn(text: string, find: TermFinder, terms: number): Strengths {
  const strengths = new Array<number>(terms).fill(0);
  find(text, (term, strength) => {
    strengths[term] = Math.max(strengths[term] as number, strength);
  });
  return strengths;
}

// Words that technical writing uses for one another. Short on purpose: a large thesaurus (WordNet) answered 2 more of 40 questions
// and could no longer tell which ones the documents do not answer.
const groups: readonly ReadonlySet<string>[] = [
  'stop abort cancel halt interrupt terminate kill',
  'start launch begin run boot startup',
  'create make generate add define produce',
  'delete remove drop erase clear discard',
  'change modify update edit alter adjust',
  'show display print render',
  'error exception failure fail throw crash problem',
  'fast quick speed performance slow',
  'large big huge size',
  'maximum limit max most cap exceed',
  'minimum least min',
  'image picture photo',
  'directory folder path',
  'option setting parameter argument configuration configure flag property',
  'enable activate allow permit turn',
  'disable deactivate prevent forbid turn off',
  'function method',
  'store persist save keep remember stored',
  'secret password key credential token',
  'wait delay timeout pause',
  'send transmit post upload',
  'get fetch retrieve load read obtain',
  'similar alike similarity same equal',
  'old legacy deprecated previous former',
  'replace rename instead supersede',
  'choose select pick',
  'check verify validate test',
  'wrong incorrect invalid bad',
  'hide mask redact suppress',
  'repeat retry again',
  'separate individual own',
  'concurrent parallel simultaneous concurrently',
  'sequential sequentially serial',
  'log record trace logging',
  'grow increase rise',
  'machine host computer server',
  'documentation docs guide manual',
  'need require must necessary required',
  'install add setup',
  'safe secure protect security',
  'live expire expiry lifetime duration last',
  'link url address',
  'convert transform translate turn',
  'split divide cut chunk',
  'join merge combine concatenate',
  'share percentage percent ratio fraction',
  'number count amount quantity',
  'disconnect reconnect resume',
  'forget lose lost',
  'explain describe',
  'automatic automatically default',
  'person user people human',
  'text string',
  'test testing tests',
  'cause reason why because',
  'buy purchase order',
  'pay payment price cost fee charge',
  'work function operate support',
  'finish end complete done',
  'different other another custom',
  'write output emit',
  'listen port bind',
  'database db',
  'environment env',
  'program application app',
  'customize override custom extend',
].map((group) => new Set(group.split(' ').flatMap((word) => searchWords(word))));
