import { describe, expect, test } from 'vitest';
import { type CitableDocument, findCitation } from '../../../src/answer/citations/find-citation.ts';
import { segmentId } from '../../../src/segment.ts';
import { findQuote } from '../../../src/text/quote-match.ts';
import { type SeededRandom, seededRandom } from '../../helpers/seeded-random.ts';

// Documents as they come out of files and PDFs: lines of different width, words broken at the line's end, ligatures, typographic
// quotes, CRLF. From each a quote is taken as a reader would copy it, and then one thing in it is changed.

const syllables = 'ba fi ko ru sel tor mun dag flo ver ash ffi lin gra pet'.split(' ');
const names = 'Runa Holt,Odd Brekke,Sigrid Voll,Tarn Lykke,Ines Aas'.split(',');

function word(random: SeededRandom): string {
  const kind = random.below(12);
  if (kind === 0) return String(random.below(9_000) + 10);
  if (kind === 1) return `${random.below(90) + 1}.${random.below(9) + 1}`;
  if (kind === 2) return random.pick(names);
  const made = Array.from({ length: 2 + random.below(3) }, () => random.pick(syllables)).join('');
  if (kind === 3) return `"${made}"`;
  if (kind === 4) return `${made}-${random.pick(syllables)}${random.pick(syllables)}`;
  return kind === 5 ? `${made},` : made;
}

/** The words of a document, and the document as a page or file shows them: only what a reader would not call a change differs. */
function makeText(random: SeededRandom): { words: string[]; text: string } {
  const words = Array.from({ length: 150 }, () => word(random)).flatMap((each) => each.split(' '));
  const width = 40 + random.below(50);
  const newline = random.below(3) === 0 ? '\r\n' : '\n';
  let text = '';
  let column = 0;
  for (const each of words) {
    if (column + each.length > width) {
      const cut = Math.floor(each.length / 2);
      // Plain words alone are broken: a number or a compound is not.
      const breaks = /^[a-z]{6,}$/.test(each) && random.below(2) === 0;
      text += breaks ? ` ${each.slice(0, cut)}-${newline}${each.slice(cut)}` : `${newline}${each}`;
      column = each.length;
    } else {
      text += text === '' ? each : ` ${each}`;
      column += each.length + 1;
    }
  }
  if (random.below(2) === 0)
    text = text.replaceAll('ffi', '\ufb03').replaceAll('fl', '\ufb02').replaceAll('fi', '\ufb01');
  if (random.below(2) === 0) text = text.replaceAll(/"([^"\s]+)"/g, '\u201c$1\u201d');
  return { words, text };
}

const faithful: Readonly<Record<string, (quote: string) => string>> = {
  'as it is': (quote) => quote,
  'in quotation marks': (quote) => `"${quote}"`,
  'broken into other lines': (quote) =>
    quote.replaceAll(/ /g, (_, at: number) => (at % 3 === 0 ? '\n' : '  ')),
  'with typographic quotes': (quote) => quote.replaceAll(/"([^"\s]+)"/g, '\u201c$1\u201d'),
  'with ligatures': (quote) => quote.replaceAll('fi', '\ufb01'),
  'with soft hyphens': (quote) => quote.replaceAll(/([a-z]{3})([a-z]{3})/g, '$1\u00ad$2'),
};

type Change = (words: readonly string[], random: SeededRandom) => readonly string[] | undefined;
const middle = (words: readonly string[]) => Math.floor(words.length / 2);
const replaceFirst = (words: readonly string[], matching: RegExp, change: (word: string) => string) => {
  const at = words.findIndex((each) => matching.test(each));
  return at === -1 ? undefined : words.with(at, change(words[at] as string));
};
const falsified: Readonly<Record<string, Change>> = {
  'a digit': (words) =>
    replaceFirst(words, /\d/, (each) => each.replace(/\d/, (digit) => String((Number(digit) + 1) % 10))),
  'a digit more': (words) => replaceFirst(words, /\d$/, (each) => `${each}0`),
  'a name': (words) => replaceFirst(words, /^[A-Z]/, () => 'Ylva'),
  'a letter': (words) => replaceFirst(words, /[a-z]{4}/, (each) => each.replace(/[a-z]/, 'x')),
  'a capital': (words) => replaceFirst(words, /^[a-z]{4}/, (each) => each.toUpperCase()),
  'a word left out': (words) => words.toSpliced(middle(words), 1),
  'a word put in': (words) => words.toSpliced(middle(words), 0, 'not'),
  'words left out': (words) => words.toSpliced(1, words.length - 2),
  'two words in turn': (words) => {
    const at = middle(words);
    return words.toSpliced(at, 2, words[at + 1] as string, words[at] as string);
  },
  'an ellipsis': (words) => words.with(middle(words), '...'),
  'the beginning of a word': (words) =>
    /^[a-z]{4,}$/.test(words[0] as string) ? words.with(0, (words[0] as string).slice(2)) : undefined,
  'the end of a word': (words) =>
    /^[a-z]{4,}$/.test(words.at(-1) as string)
      ? words.with(-1, (words.at(-1) as string).slice(0, -2))
      : undefined,
  'a comma': (words) =>
    replaceFirst(words.slice(0, -1), /,$/, (each) => each.slice(0, -1))?.concat(words.at(-1) as string),
  invention: (words, random) => words.map(() => `${word(random)}q`),
};

/** The same question answered another way: whether these words stand in this order among the document's. */
function stands(quote: readonly string[], words: readonly string[]): boolean {
  return ` ${words.join(' ')} `.includes(` ${quote.join(' ')} `);
}

const rounds = 150;
interface Case {
  readonly document: CitableDocument;
  readonly words: readonly string[];
  readonly quote: readonly string[];
  readonly random: SeededRandom;
}
const cases: readonly Case[] = Array.from({ length: rounds }, (_, seed) => {
  const random = seededRandom(seed + 1);
  const { words, text } = makeText(random);
  const start = random.below(2) === 0 ? 1 : 40;
  const location =
    random.below(3) === 0
      ? ({ type: 'page', page: 3, label: 'iii' } as const)
      : ({ type: 'lines', start, end: start + text.split('\n').length - 1 } as const);
  const from = random.below(words.length - 30);
  const quote = words.slice(from, from + 6 + random.below(18));
  return { document: { source: 'a.pdf', location, text }, words, quote, random };
});

const cite = (document: CitableDocument, quote: string, documents = [document]) =>
  findCitation({ id: segmentId(document), quote }, documents);

describe('a true quote', () => {
  test.each(Object.entries(faithful))('%s is verified in 99 of 100 documents', (_, write) => {
    const refused = cases.filter(({ document, quote }) => !cite(document, write(quote.join(' '))).verified);
    expect(refused.length / rounds).toBeLessThan(0.01);
  });

  test('has exactly its own lines', () => {
    let checked = 0;
    for (const { document, quote } of cases) {
      const { location, verified } = cite(document, quote.join(' '));
      if (location?.type !== 'lines' || document.location.type !== 'lines' || !verified) continue;
      checked += 1;
      const lines = document.text.split('\n');
      const [first, last] = [
        location.start - document.location.start,
        location.end - document.location.start,
      ];
      const standsIn = (from: number, to: number) =>
        findQuote(quote.join(' '), lines.slice(from, to + 1).join('\n')) !== undefined;
      expect(standsIn(first, last)).toBe(true);
      expect(standsIn(first + 1, last)).toBe(false);
      expect(standsIn(first, last - 1)).toBe(false);
    }
    expect(checked).toBeGreaterThan(rounds / 2);
  });
});

describe('a false quote', () => {
  let made = 0;
  test.each(Object.entries(falsified))('with %s changed is refused', (_, change) => {
    const changed = cases.flatMap(({ document, words, quote, random }) => {
      const mutated = change(quote, random);
      return mutated === undefined || stands(mutated, words)
        ? []
        : [{ document, mutated: mutated.join(' ') }];
    });
    made += changed.length;
    expect(changed.length).toBeGreaterThan(20);
    const verified = changed.filter(({ document, mutated }) => cite(document, mutated).verified);
    expect(verified.map(({ mutated }) => mutated)).toEqual([]);
  });

  test('is refused on the page beside its own', () => {
    for (const { document, quote } of cases) {
      const page = (number: number, text: string): CitableDocument => ({
        source: 'a.pdf',
        location: { type: 'page', page: number },
        text,
      });
      const own = page(8, document.text);
      const documents = [page(7, 'Nothing of it.'), own, page(9, 'Nor here.')];
      for (const wrong of [documents[0], documents[2]]) {
        expect(cite(wrong as CitableDocument, quote.join(' '), documents).verified).toBe(false);
      }
      expect(cite(own, quote.join(' '), documents)).toMatchObject({ verified: true, location: { page: 8 } });
    }
  });

  test('there were a thousand and more of them', () => {
    expect(made).toBeGreaterThan(1_000);
  });
});

describe('a quote over two pages or chunks', () => {
  test('is verified from either side, with both places', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 100; round += 1) {
      const { words, text } = makeText(random);
      const cut = text.indexOf(' ', text.length / 2);
      const [head, tail] = [text.slice(0, cut), text.slice(cut + 1)];
      // A word that the cut leaves broken at a line's end is no matter of pages.
      const at = head.split(/\s+/).filter((each) => !each.endsWith('-')).length;
      const quote = words.slice(at - 5, at + 5).join(' ');
      const line = (start: number, part: string): CitableDocument => ({
        source: 'a.md',
        location: { type: 'lines', start, end: start + part.split('\n').length - 1 },
        text: part,
      });
      const first = line(1, head);
      const end = first.location.type === 'lines' ? first.location.end : 0;
      const chunks = [first, line(end + 1, tail)];
      const pages = [head, tail].map(
        (part, index): CitableDocument => ({
          source: 'a.pdf',
          location: { type: 'page', page: index + 4 },
          text: part,
        }),
      );
      for (const index of [0, 1]) {
        expect(cite(pages[index] as CitableDocument, quote, pages)).toMatchObject({
          verified: true,
          location: { type: 'page', page: 4 },
          continues: { type: 'page', page: 5 },
        });
        const found = cite(chunks[index] as CitableDocument, quote, chunks);
        expect(found).toMatchObject({ verified: true, location: { type: 'lines' } });
        const { location } = found;
        if (location?.type !== 'lines') throw new Error('Expected lines.');
        expect(location.start).toBeLessThanOrEqual(end);
        expect(location.end).toBeGreaterThan(end);
      }
    }
  });

  test('is refused where the pages do not follow each other', () => {
    const page = (source: string, number: number, text: string): CitableDocument => ({
      source,
      location: { type: 'page', page: number },
      text,
    });
    const quote = 'closes at nine sharp in winter';
    const head = 'The lock closes at nine';
    const tail = 'sharp in winter.';
    for (const second of [page('a.pdf', 6, tail), page('b.pdf', 5, tail), page('a.pdf', 3, tail)]) {
      const documents = [page('a.pdf', 4, head), second];
      expect(cite(documents[0] as CitableDocument, quote, documents).verified).toBe(false);
    }
  });

  test('a piece that begins inside a line goes on in it', () => {
    const pieces: CitableDocument[] = [
      { source: 'a.txt', location: { type: 'lines', start: 7, end: 7 }, text: 'The lock closes at ' },
      { source: 'a.txt', location: { type: 'lines', start: 7, end: 8, offset: 19 }, text: 'nine.\nEnd.' },
    ];
    expect(cite(pieces[0] as CitableDocument, 'closes at nine.', pieces)).toMatchObject({
      verified: true,
      location: { type: 'lines', start: 7, end: 7 },
    });
  });
});
