import { describe, expect, test } from 'vitest';
import {
  createMarkParser,
  formatCitationMark,
  type MarkPiece,
  notFoundMark,
} from '../../src/text/citation-marks.ts';
import { type SeededRandom, seededRandom } from '../helpers/seeded-random.ts';

function parse(deltas: Iterable<string>): MarkPiece[] {
  const parser = createMarkParser();
  const pieces = [...deltas].flatMap((delta) => parser.push(delta));
  return mergeTexts([...pieces, ...parser.end()]);
}

/** Texts that follow each other are one text: how they were cut is the delivery's business. */
function mergeTexts(pieces: readonly MarkPiece[]): MarkPiece[] {
  const merged: MarkPiece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (piece.type === 'text' && last?.type === 'text') {
      merged[merged.length - 1] = { type: 'text', text: last.text + piece.text };
    } else merged.push(piece);
  }
  return merged;
}

/** A readable form: `text[id|quote]text`. */
function show(pieces: readonly MarkPiece[]): string {
  return pieces
    .map((piece) => {
      if (piece.type === 'text') return piece.text;
      return piece.type === 'citation' ? `[${piece.id}|${piece.quote}]` : '[not found]';
    })
    .join('');
}

function textOf(pieces: readonly MarkPiece[]): string {
  return pieces.map((piece) => (piece.type === 'text' ? piece.text : '')).join('');
}

test('reads the mark that it writes, whatever the address', () => {
  for (const id of [
    'a.ts#L40',
    'a "b".md',
    'back\\slash',
    'line\nbreak',
    'tab\t',
    "it's",
    'a>b</cite>.txt',
    'ü\u2028',
  ]) {
    const mark = formatCitationMark({ id, quote: 'the words' });
    expect(parse([`Before ${mark} after.`])).toEqual([
      { type: 'text', text: 'Before ' },
      { type: 'citation', id, quote: 'the words' },
      { type: 'text', text: ' after.' },
    ]);
  }
});

describe.each([
  ['whole', (text: string) => [text]],
  [
    'one character at a time',
    (text: string) => Array.from({ length: text.length }, (_, at) => text.charAt(at)),
  ],
])('%s', (_, cut) => {
  test.each([
    ['plain text', 'Nothing to see.', 'Nothing to see.'],
    ['several marks', 'A<cite id="a">x</cite> B<cite id="b">y</cite>', 'A[a|x] B[b|y]'],
    ['marks side by side', '<cite id="a">x</cite><cite id="a">y</cite>', '[a|x][a|y]'],
    ['not found in front', '<not-found/>\nNothing on it.', '[not found]\nNothing on it.'],
    ['not found with a space', '<not-found />It is missing.', '[not found]It is missing.'],
    ['code with brackets', 'if (a < b && b > c) x <<= 1; i<n', 'if (a < b && b > c) x <<= 1; i<n'],
    ['generics', 'Map<string, Array<Citation>> and vector<c>', 'Map<string, Array<Citation>> and vector<c>'],
    ['HTML', '<p class="c">x</p><!-- c --><city id="a">', '<p class="c">x</p><!-- c --><city id="a">'],
    [
      'the HTML tag itself',
      '`<cite>` marks a title: <cite>Moby Dick</cite>.',
      '`<cite>` marks a title: <cite>Moby Dick</cite>.',
    ],
    ['a cite of another kind', '<cite class="x">y</cite>', '<cite class="x">y</cite>'],
    ['a bracket at the end', 'The operator is <', 'The operator is <'],
    ['a comparison at the end', 'while i<n', 'while i<n'],
    ['a bracket before a mark', '1 << <cite id="a">2</cite>', '1 << [a|2]'],
    [
      'a quote with brackets',
      '<cite id="a">if (a < b) <b>x</b> </c></cite>!',
      '[a|if (a < b) <b>x</b> </c>]!',
    ],
    ['a quote with a blank line', '<cite id="a">one\n\ntwo</cite>', '[a|one\n\ntwo]'],
    ['an empty quote', 'A<cite id="a"></cite>.', 'A[a|].'],
    ['a mark without a quote', 'A<cite id="a"/> and on.', 'A[a|] and on.'],
    ['single quotes', '<cite id=\'a "b".md\'>x</cite>', '[a "b".md|x]'],
    ['another attribute', '<cite id="a" page="3">x</cite> and much more', '[a|x] and much more'],
    ['an address with an end tag', '<cite id="a</cite>b">x</cite>', '[a</cite>b|x]'],
    ['an address over two lines', '<cite id="a\nb">x</cite>', '<cite id="a\nb">x</cite>'],
    ['a broken opening', '<cite id="a" <b>bold</b>', '<cite id="a" <b>bold</b>'],
    ['a mark never closed', 'A<cite id="a">the words', 'A[a|the words]'],
    ['never closed, then a new paragraph', 'A<cite id="a">the words\n\nNext.', 'A[a|the words]\n\nNext.'],
    ['never closed, then another', '<cite id="a">x. More <cite id="b">y</cite> z', '[a|x. More ][b|y] z'],
    ['a mark in a mark', '<cite id="a">x<cite id="b">y</cite>z</cite>!', '[a|x][b|y]z!'],
    [
      'a mark in a mark, then HTML',
      '<cite id="a">x<cite id="b">y</cite>z</cite> <cite>t</cite>',
      '[a|x][b|y]z <cite>t</cite>',
    ],
    ['cut off in a closing mark', 'A<cite id="a">the words</ci', 'A[a|the words]'],
    ['cut off behind the first bracket of it', 'A<cite id="a">the words<', 'A[a|the words]'],
    ['cut off in an address', 'Done.<cite id="src/a', 'Done.'],
    ['cut off in an escape', 'Done.<cite id="src\\', 'Done.'],
    ['cut off behind an address', 'Done.<cite id="src/a"', 'Done.'],
    ['cut off in the tag', 'Done.<cite i', 'Done.'],
    ['cut off in not found', '<not-fou', ''],
    ['a stray end', 'x</cite> y', 'x</cite> y'],
  ])('%s', (_, output, expected) => {
    expect(show(parse(cut(output)))).toBe(expected);
  });

  test('a quote that runs on for over 4,000 characters ends at the blank line, and its late end is not shown', () => {
    const rest = `${'y'.repeat(5000)}</cite> end`;
    expect(show(parse(cut(`<cite id="a">words\n\n${rest}`)))).toBe(`[a|words]\n\n${'y'.repeat(5000)} end`);
    expect(show(parse(cut(`<cite id="a">${'x'.repeat(4000)}</cite>.`)))).toBe(`[a|${'x'.repeat(4000)}].`);
    expect(show(parse(cut(`<cite id="a">${'x'.repeat(4001)}</cite>.`)))).toBe(`[a|${'x'.repeat(4000)}]x.`);
  });

  test('an address of over 8,000 characters is no address', () => {
    const long = `<cite id="${'x'.repeat(9000)}">y</cite>`;
    expect(show(parse(cut(long)))).toBe(long);
  });
});

test('holds back only what may become a mark', () => {
  const parser = createMarkParser();
  expect(parser.push('The port is <')).toEqual([{ type: 'text', text: 'The port is ' }]);
  expect(parser.push('ci')).toEqual([]);
  expect(parser.push('ty> 80 <cite id="a')).toEqual([{ type: 'text', text: '<city> 80 ' }]);
  expect(parser.push('">por')).toEqual([]);
  expect(parser.push('t</ci')).toEqual([]);
  expect(parser.push('te>.')).toEqual([
    { type: 'citation', id: 'a', quote: 'port' },
    { type: 'text', text: '.' },
  ]);
  expect(parser.end()).toEqual([]);
});

test('does not hold back an answer whose mark was never closed', () => {
  const parser = createMarkParser();
  const words = 'x'.repeat(5000);
  expect(show(parser.push(`<cite id="a">${words}`))).toBe(`[a|${words.slice(0, 4000)}]${words.slice(4000)}`);
});

test('no beginning of a mark is ever shown, wherever the output is cut off', () => {
  const mark = formatCitationMark({ id: 'src/"a".ts', quote: 'the < words' });
  for (let length = 3; length <= mark.length; length += 1) {
    expect(textOf(parse([`Text. ${mark.slice(0, length)}`]))).toBe('Text. ');
  }
});

test('however an output is cut, the pieces are the same, and none of its text is lost or moved', () => {
  const random = seededRandom(7);
  for (let round = 0; round < 400; round += 1) {
    const { output, text, citations } = makeOutput(random);
    const whole = parse([output]);
    expect(parse(cutAtRandom(output, random)), output).toEqual(whole);
    expect(parse(output.split('')), output).toEqual(whole);
    expect(textOf(whole), output).toBe(text);
    expect(whole.filter(({ type }) => type === 'citation').length).toBe(citations);
  }
});

test('whatever comes, all ways of cutting it agree', () => {
  const random = seededRandom(8);
  const parts = [
    '<',
    '>',
    '</',
    '<cite',
    '<cite id="',
    "<cite id='",
    '"',
    "'",
    '\\',
    '/>',
    '</cite>',
    '<not-found',
    notFoundMark,
  ];
  const more = [' ', '\n', '\n\n', 'a', 'b.ts', '😀', 'id="', '<cite id="a">', '`', 'x'.repeat(2100)];
  for (let round = 0; round < 1500; round += 1) {
    const output = Array.from({ length: random.below(12) }, () => random.pick([...parts, ...more])).join('');
    const whole = parse([output]);
    expect(parse(cutAtRandom(output, random)), output).toEqual(whole);
    if (output.length < 500) expect(parse(output.split('')), output).toEqual(whole);
  }
});

test('reads a megabyte of brackets, and of opened marks, in no time to speak of', () => {
  for (const unit of [
    '<',
    '<c',
    '<cite id="a',
    '<cite id="a">x',
    '<cite id="a"> ',
    '</cite>',
    '<not-found',
  ]) {
    const started = performance.now();
    parse([unit.repeat(1_000_000 / unit.length)]);
    expect(performance.now() - started, unit).toBeLessThan(4000);
  }
});

/** Ordinary text with brackets of all kinds, and well-formed marks in between. */
function makeOutput(random: SeededRandom): { output: string; text: string; citations: number } {
  const words = [
    'a < b',
    'x<y',
    'List<T>',
    '<b>',
    '</b>',
    '<cite>',
    '</cite>',
    '<c',
    '<',
    '\n',
    '\n\n',
    ' ',
    '"',
    '\\',
    '`<x>`',
    'ï',
    '😀',
    '.',
  ];
  let output = '';
  let text = '';
  let citations = 0;
  for (let count = random.below(12); count > 0; count -= 1) {
    if (random.next() < 0.3) {
      output += formatCitationMark({
        id: random.pick(['a', 'b "c"', 'd\\e']),
        quote: random.pick(['q', 'a < b', 'x\ny']),
      });
      citations += 1;
    } else {
      // A letter behind it, so that no bracket at the end runs into a mark that follows.
      const word = `${random.pick(words)}z`;
      output += word;
      text += word;
    }
  }
  return { output, text, citations };
}

function cutAtRandom(text: string, random: SeededRandom): string[] {
  const deltas: string[] = [];
  for (let at = 0; at < text.length; ) {
    const length = 1 + random.below(9);
    deltas.push(text.slice(at, at + length));
    at += length;
  }
  return deltas;
}
