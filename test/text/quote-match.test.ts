import { describe, expect, test } from 'vitest';
import { findQuote } from '../../src/text/quote-match.ts';
import { seededRandom } from '../helpers/seeded-random.ts';

/** The stretch of the text that was found. */
function find(quote: string, text: string): string | undefined {
  const place = findQuote(quote, text);
  return place && text.slice(place.start, place.end);
}

test('gives the exact place of a verbatim quote', () => {
  expect(findQuote('the lock', 'When is the lock closed?')).toEqual({ start: 8, end: 16 });
  expect(findQuote('When', 'When is it?')).toEqual({ start: 0, end: 4 });
  expect(findQuote('it?', 'When is it?')).toEqual({ start: 8, end: 11 });
  expect(findQuote(' is it \n', 'When is it?')).toEqual({ start: 5, end: 10 });
});

describe('what may differ', () => {
  test.each([
    ['a line break for a space', 'one two three', 'x one\ntwo\r\n  three y', 'one\ntwo\r\n  three'],
    ['a space for a line break', 'one\ntwo', 'one two', 'one two'],
    ['runs of white space', 'one  two', 'one\t\t two', 'one\t\t two'],
    ['a no-break space', 'one two', 'one\u00a0two', 'one\u00a0two'],
    ['indentation', 'if (x) {\n  y();', 'if (x) {\n\t\ty();\n}', 'if (x) {\n\t\ty();'],
    ['hyphenation', 'an international port', 'an inter-\nnational port', 'an inter-\nnational port'],
    ['hyphenation with indentation', 'international', 'inter-  \r\n   national', 'inter-  \r\n   national'],
    ['the other hyphen', 'international', 'inter\u2010\nnational', 'inter\u2010\nnational'],
    ['a soft hyphen at the line end', 'international', 'inter\u00ad\nnational', 'inter\u00ad\nnational'],
    ['hyphenation copied as a space', 'inter- national', 'inter-\nnational', 'inter-\nnational'],
    ['hyphenation in the quote', 'inter-\nnational', 'international', 'international'],
    ['hyphenation before an umlaut', 'überüben', 'über-\nüben', 'über-\nüben'],
    ['a compound broken at its hyphen', 'a well-known port', 'a well-\nknown port', 'a well-\nknown port'],
    ['a compound with a capital', 'the X-Ray room', 'the X-\nRay room', 'the X-\nRay room'],
    ['a number behind the hyphen', 'UTF-8 text', 'UTF-\n8 text', 'UTF-\n8 text'],
    [
      'hyphenation and a compound in one quote',
      'international well-known ports',
      'inter-\nnational well-\nknown ports',
      'inter-\nnational well-\nknown ports',
    ],
    ['soft hyphens', 'international', 'in\u00adter\u00adnational', 'in\u00adter\u00adnational'],
    ['zero-width spaces', 'one two', 'one\u200b two', 'one\u200b two'],
    ['a byte order mark inside', 'onetwo', 'one\ufefftwo', 'one\ufefftwo'],
    [
      'ligatures',
      'efficient office flow',
      'e\ufb03cient o\ufb03ce \ufb02ow',
      'e\ufb03cient o\ufb03ce \ufb02ow',
    ],
    ['ligatures in the quote', 'e\ufb03cient', 'efficient', 'efficient'],
    [
      'typographic quotes',
      "\"it's\" 'so'",
      '\u201cit\u2019s\u201d \u2018so\u2019',
      '\u201cit\u2019s\u201d \u2018so\u2019',
    ],
    ['guillemets', '"ja"', '\u00abja\u00bb', '\u00abja\u00bb'],
    ['letters in parts', 'caf\u00e9 au', 'cafe\u0301 au', 'cafe\u0301 au'],
    ['letters in parts in the quote', 'cafe\u0301 au', 'caf\u00e9 au', 'caf\u00e9 au'],
    [
      'Korean in parts',
      '\ud55c\uae00',
      '\u1112\u1161\u11ab\u1100\u1173\u11af',
      '\u1112\u1161\u11ab\u1100\u1173\u11af',
    ],
    ['a line break in Chinese', '港口的船闸', '港口\n的船闸', '港口\n的船闸'],
    ['a quote in quotation marks', '"the lock"', 'is the lock closed', 'the lock'],
    ['a quote in typographic marks', '\u201cthe lock\u201d', 'is the lock closed', 'the lock'],
  ])('%s', (_, quote, text, expected) => {
    expect(find(quote, text)).toBe(expected);
  });
});

describe('what may not', () => {
  const text =
    'The harbour uses VHF channel 12.\nBerths over 24.5 m cost $1500 a night, not $15.50.\n' +
    'A minor is unable to sign; re-sign the well-known form at -5 °C in the maxRetries2 case_name.';
  test.each([
    ['a changed digit', 'VHF channel 13'],
    ['a digit left out at the end', 'VHF channel 1'],
    ['a number cut at its end', 'cost $150'],
    ['a number cut at its start', '500 a night'],
    ['decimals cut off', 'not $15'],
    ['decimals alone', '50.'],
    ['decimals alone, at a dot', '5 m cost'],
    ['a sign left out', '5 °C'],
    ['letter case', 'the harbour uses'],
    ['another name', 'The Harbor uses'],
    ['word order', 'uses The harbour'],
    ['a missing word', 'Berths 24.5 m'],
    ['an added word', 'Berths over about 24.5 m'],
    ['an ellipsis', 'The harbour … channel 12'],
    ['a word cut at its start', 'able to sign'],
    ['a word cut at its end', 'A minor is una'],
    ['a part of an identifier', 'name.'],
    ['an identifier without its number', 'the maxRetries'],
    ['joined words', 'The harbouruses'],
    ['split words', 'har bour'],
    ['a hyphen left out', 're-sign the wellknown form'],
    ['a hyphen for a space', 'The-harbour uses'],
    ['a hyphen put in', 'har-bour'],
    ['a hyphen and a space for a hyphen', 'the well- known form'],
    ['a hyphen that changes the word', 'resign the well-known form'],
    ['accents', 'The härbour'],
    ['punctuation', 'VHF channel 12,'],
    ['a dash for a hyphen', 'the well–known form'],
    ['an ASCII look-alike', 'The hаrbour'],
    ['superscripts', 'channel ¹²'],
    ['nothing', ''],
    ['white space', ' \n '],
    ['punctuation alone', '.'],
    ['quotation marks alone', '""'],
  ])('%s', (_, quote) => {
    expect(find(quote, text)).toBeUndefined();
  });

  test('a hyphen at a line end between digits, which is no hyphenation', () => {
    expect(find('pages 1020', 'pages 10-\n20')).toBeUndefined();
    expect(find('pages 10-20', 'pages 10-\n20')).toBe('pages 10-\n20');
  });

  test('a word that goes on behind its hyphenation', () => {
    expect(find('able to swim', 'is un-\nable to swim')).toBeUndefined();
    expect(find('is un', 'is un-\nable to swim')).toBeUndefined();
  });

  test('a space in a word of a script with spaces', () => {
    expect(find('harbour', 'har\nbour')).toBeUndefined();
  });
});

test('looks on where the words stand first inside a longer one', () => {
  expect(findQuote('is', 'this is it')).toEqual({ start: 5, end: 7 });
  expect(findQuote('port 80', 'port 8080, port 80')).toEqual({ start: 11, end: 18 });
});

test('words next to punctuation, brackets, hyphens and Chinese are whole words', () => {
  expect(find('known', 'well-known')).toBe('known');
  expect(find('well', 'well-known')).toBe('well');
  expect(find('retries', '(retries)')).toBe('retries');
  expect(find('2024年', '于2024年开始')).toBe('2024年');
  expect(find('version 1.2', 'version 1.2.')).toBe('version 1.2');
});

test('characters outside the basic plane and combining marks keep the place exact', () => {
  const text = '😀 e\u0301 \ufb01x 𝒳 a\u0300\u0301 the lock, 😀 closed';
  expect(find('the lock, 😀', text)).toBe('the lock, 😀');
  expect(find('𝒳', text)).toBe('𝒳');
  expect(find('fix', text)).toBe('\ufb01x');
  expect(find('\u00e9', text)).toBe('e\u0301');
  expect(find('e', text)).toBeUndefined();
});

test('finds any stretch of whole words of a text, however its white space is changed', () => {
  const random = seededRandom(3);
  const words = [
    'the',
    'lock',
    'is',
    '12',
    '24.5',
    'well-known',
    'inter-\nnational',
    'e\u0301',
    '\ufb01ve',
    '“so”',
    '😀',
    '港口',
    'x_1',
    '(a)',
  ];
  const blanks = [' ', '\n', '\r\n\t', '  ', '\u00a0'];
  for (let round = 0; round < 500; round += 1) {
    const chosen = Array.from({ length: 2 + random.below(20) }, () => random.pick(words));
    const text = chosen.map((word) => word + random.pick(blanks)).join('');
    const from = random.below(chosen.length);
    const part = chosen.slice(from, from + 1 + random.below(6));
    if (!part.some((word) => /\w|港/.test(word))) continue;
    const quote = part
      .map((word) => word + random.pick(blanks))
      .join('')
      .trim();
    const found = find(quote, text);
    expect(found?.split(/\s+/), JSON.stringify({ quote, text })).toEqual(part.join(' ').split(/\s+/));
  }
});

test.each([
  ['plain text', 'the quick zebra', 'the quick brown fox. '],
  ['letters', `b${'a'.repeat(3999)}`, 'a'],
  ['hyphens', 'a-b zz', 'a-'],
  ['hyphens that differ only at the end', `${'a-'.repeat(1500)}aa`, 'a-'],
  ['hyphens at line ends', 'aaaaa b', 'a-\n'],
  ['hyphens before blank lines', 'x', `a-${'\n'.repeat(5000)}`],
  ['hyphens before spaces', 'x', `a-${' '.repeat(5000)}`],
  ['spaces', 'a b', ' '],
  ['line breaks', 'a b', '\n'],
  ['soft hyphens', 'a b', '\u00ad'],
  ['combining marks', 'a b', '\u0301\u0323'],
  ['a letter with marks', 'a b', 'e\u0323\u0301'],
  ['typographic quotes', 'a b', '\u201c'],
  ['digits', '5', '15,'],
  ['Chinese', '港船', '港\n'],
])('one megabyte of %s takes no time to speak of', (_, quote, unit) => {
  const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
  const started = performance.now();
  expect(findQuote(quote, text)).toBeUndefined();
  // Quadratic work takes minutes; the room is for a busy machine.
  expect(performance.now() - started).toBeLessThan(4000);
});
