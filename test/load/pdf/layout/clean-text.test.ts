import { expect, test } from 'vitest';
import { cleanText } from '../../../../src/load/pdf/layout/clean-text.ts';

test.each([
  ['spells ligatures out', 'e\ufb03cient \ufb02ow', 'efficient flow'],
  ['gives Arabic letters and Chinese radicals as a person types them', 'ﺑﻴﺔ ⽤', 'بية 用'],
  ['leaves out NUL and invisible characters', 'of\0\0ce\u200b \u202adoor\u202c', 'ofce door'],
  ['takes other control characters for blanks', 'Overview\u0002of\u0003it', 'Overview of it'],
  ['takes blanks of every width for a blank', 'a\u00a0b\u2003c', 'a b c'],
  ['leaves a soft hyphen only at the end', 'hy\u00adphen\u00adation\u00ad', 'hyphenation\u00ad'],
  ['shows the bullets of Word', '\uf0b7 one \uf0a7 two', '• one ▪ two'],
  ['keeps private characters that it does not know', '\ue001', '\ue001'],
  ['puts the accents of TeX on their letters', 'na¨ıve Erd˝os caf´e', 'naïve Erdős café'],
  ['leaves an acute that stands for an apostrophe', 'l´avion, qu´il, don´t', 'l´avion, qu´il, don´t'],
  [
    'turns lam and alef of one glyph back',
    '\u0627\u0623\u0644\u062f\u0648\u0627\u062a',
    '\u0627\u0644\u0623\u062f\u0648\u0627\u062a',
  ],
  ['keeps alef and lam where both orders are words', 'إلى الف', 'إلى الف'],
  ['keeps the joiners that are spelling', 'می\u200cخواهم', 'می\u200cخواهم'],
])('%s', (_, text, expected) => {
  expect(cleanText(text)).toBe(expected);
});
