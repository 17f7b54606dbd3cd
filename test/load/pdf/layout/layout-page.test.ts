import { expect, test } from 'vitest';
import { layoutPage } from '../../../../src/load/pdf/layout/layout-page.ts';
import type { TextRun } from '../../../../src/load/pdf/page-layout.ts';

/** A run in 10 pt type; every letter is 5 pt wide. */
const run = (text: string, x: number, y = 100): TextRun => ({
  text,
  x,
  y,
  width: text.length * 5,
  size: 10,
  angle: 0,
  direction: 'ltr',
  font: 'f',
});

const rtl = (text: string, x: number, y?: number): TextRun => ({ ...run(text, x, y), direction: 'rtl' });

/** Letter by letter, with 2 pt between letters and 7 pt between words. */
const spaced = (text: string) =>
  [...text].flatMap((letter, at) => (letter === ' ' ? [] : [run(letter, at * 7)]));

const blocksOf = (runs: readonly TextRun[]) =>
  layoutPage({ page: 1, width: 612, height: 792, runs, fonts: new Map() }).blocks;

/** The page's lines, in reading order. */
const linesOf = (runs: readonly TextRun[]) =>
  blocksOf(runs)
    .flatMap((block) => (block.type === 'text' ? block.lines : []))
    .map(({ spans }) => spans.map(({ text }) => text).join(''));

test.each([
  ['nothing inside a word that is drawn in pieces', [run('W', 0), run('ord', 5.5)], 'Word'],
  ['a blank where there is a gap', [run('two', 0), run('words', 18)], 'two words'],
  ['one blank where the run brings its own', [run('two ', 0), run('words', 25)], 'two words'],
  ['one word for a text that is drawn twice to look bold', [run('bold', 0), run('bold', 0.4)], 'bold'],
  ['no blank between Chinese characters that are set wide', [run('中', 0), run('文', 8)], '中文'],
  ['a blank between words and not between letters', spaced('TWO WORDS'), 'TWO WORDS'],
  ['letters together that pdf.js sets apart', [run('C O N T E N T S', 0), run('O F', 84)], 'CONTENTS OF'],
  ['no initials together', [run('J R R', 0), run('Tolkien', 32)], 'J R R Tolkien'],
  ['a new line for another baseline', [run('one', 0), run('two', 0, 112)], 'one|two'],
  ['the same line for a raised footnote mark', [run('text', 0), run('1', 20, 96)], 'text1'],
  ['no blank between letters of right-to-left text', [rtl('של', 50), rtl('ום', 40)], 'שלום'],
  [
    'a number in right-to-left text',
    [rtl('עמוד', 60), run('1', 45), run('2', 50), rtl('כאן', 25)],
    'עמוד 12 כאן',
  ],
  [
    'a blank where right-to-left text ends at a Latin word without a gap',
    [rtl('שלום', 80), run('Python', 50), rtl('כאן', 35)],
    'שלום Python כאן',
  ],
  ['no blank behind a prefix', [rtl('שלום שלום', 95), rtl('ו', 80), run('Python', 50)], 'שלום שלום וPython'],
  ['a blank in right-to-left text', [rtl('שלום', 50), rtl('לך', 36)], 'שלום לך'],
])('puts %s', (_, runs, expected) => {
  expect(linesOf(runs).join('|')).toBe(expected);
});

test('puts a mark before its note, and into the blank of a line that is drawn before it', () => {
  const mark = (x: number, y: number): TextRun => ({ ...run('1', x, y), size: 6, width: 3 });
  expect(linesOf([mark(50, 96), run('Allen Institute', 58)])).toEqual(['1 Allen Institute']);
  const drawnLast = [
    run('The Act (DMCA)', 50),
    run('was signed', 127),
    mark(120, 96),
    run('by Clinton', 50, 112),
  ];
  expect(linesOf(drawnLast)).toEqual(['The Act (DMCA)1 was signed', 'by Clinton']);
  // A word of small type above another is no mark.
  expect(linesOf([{ ...run('note', 50, 96), size: 6, width: 12 }, run('Body', 67)])).toEqual([
    'note',
    'Body',
  ]);
});

test('reads text that runs upwards as lines of its own', () => {
  const upwards: TextRun = { ...run('margin', 20, 700), angle: -90 };
  const more: TextRun = { ...upwards, text: 'note', y: 666, width: 20 };
  expect(linesOf([run('body', 0), upwards, more])).toEqual(['body', 'margin note']);
});

test('gives no line for a page without runs', () => {
  expect(linesOf([])).toEqual([]);
});

test('puts a title over the columns under it that are drawn before it', () => {
  const column = (x: number, name: string) =>
    Array.from({ length: 5 }, (_, at) => run(`${name} ${at} of a column of text`, x, 300 + 12 * at));
  const title = { ...run('Whales', 460, 100), size: 20, width: 60 };
  const lines = linesOf([...column(50, 'left'), ...column(300, 'right'), title, run('By Ishmael', 50, 140)]);
  expect(lines.map((line) => line.split(' ', 1)[0])).toEqual([
    'Whales',
    'By',
    ...Array(5).fill('left'),
    ...Array(5).fill('right'),
  ]);
});

test('marks what is raised or lowered beside its word', () => {
  const mark = (text: string, x: number, y: number): TextRun => ({ ...run(text, x, y), size: 7, width: 4 });
  const [block] = blocksOf([run('water', 0), mark('2', 25, 102), run('note', 40), mark('7', 60, 96)]);
  expect(block?.type === 'text' && block.lines[0]?.spans).toMatchObject([
    { text: 'water' },
    { text: '2', shift: 'sub' },
    { text: ' note' },
    { text: '7', shift: 'super' },
  ]);
});

test('puts a drop cap before its word', () => {
  const cap: TextRun = { ...run('O', 0, 124), size: 34, width: 22 };
  const lines = [
    run('nce upon a time there', 25),
    run('was a king who had', 25, 112),
    run('no crown', 25, 124),
  ];
  const expected = ['Once upon a time there', 'was a king who had', 'no crown'];
  expect(linesOf([cap, ...lines])).toEqual(expected);
  expect(linesOf([...lines.toReversed(), cap])).toEqual(expected);
});

/** Lines of 40 characters one below the other, 12 pt apart. */
const column = (name: string, x: number, y: number, count: number) =>
  Array.from({ length: count }, (_, at) =>
    run(`${name}${at} `.padEnd(39, 'prose ').concat('.'), x, y + 12 * at),
  );

/** Two columns under a title, with a heading across both of them halfway, and a running head with its page number. */
const twoColumns = [
  run('A running head of the paper', 50, 30),
  run('12', 500, 30),
  { ...run('A title that stands across both of the columns', 120, 80), size: 16, width: 340 },
  ...column('left', 50, 110, 12),
  ...column('right', 310, 113, 12),
  { ...run('A heading that stands across both of the columns', 100, 290), size: 12, width: 380 },
  ...column('third', 50, 320, 10),
  ...column('fourth', 310, 320, 9),
  run('A footnote under both of the columns, and this one is so long that it is wide', 50, 480),
];
const inReadingOrder = ['A running head of the paper 12', ...twoColumns.slice(2).map(({ text }) => text)];

/** The same runs in another order, by a generator with a seed, so that a failure comes back. */
function shuffle(runs: readonly TextRun[], seed: number): TextRun[] {
  let state = seed;
  const keyed = runs.map((each) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return { each, key: state };
  });
  return keyed.sort((a, b) => a.key - b.key).map(({ each }) => each);
}

test.each([1, 2, 3, 4, 5])('reads two columns whatever order they are drawn in (%i)', (seed) => {
  expect(linesOf(shuffle(twoColumns, seed))).toEqual(inReadingOrder);
});

test('keeps a running head and its page number together over two columns', () => {
  const head = [run('The running head', 50, 30), run('12', 500, 30)];
  const body = [...column('left', 50, 70, 8), ...column('right', 310, 70, 8)];
  const expected = ['The running head 12', ...body.map(({ text }) => text)];
  expect(linesOf(shuffle([...head, ...body], 2))).toEqual(expected);
});

test('reads a page that lies on its side like an upright one', () => {
  const turned = twoColumns.map((each) => ({ ...each, x: 792 - each.y, y: each.x, angle: 90 }));
  expect(linesOf(shuffle(turned, 1))).toEqual(inReadingOrder);
});

test('keeps the drawing order where a reader can follow it, and puts a head that is drawn last before the rest', () => {
  // By its white space alone the page has two columns from top to bottom.
  const sections = [
    ...column('one', 50, 100, 8),
    ...column('two', 310, 100, 8),
    ...column('three', 50, 200, 8),
    ...column('four', 310, 200, 8),
  ];
  const head = run('The running head of the page', 50, 30);
  expect(linesOf([...sections, head])).toEqual([head, ...sections].map(({ text }) => text));
});

test('reads columns one by one that are drawn row by row', () => {
  const left = column('left', 50, 100, 8);
  const right = column('right', 310, 100, 8);
  const rows = left.flatMap((line, at) => [line, right[at] ?? line]);
  expect(linesOf(rows)).toEqual([...left, ...right].map(({ text }) => text));
});

test('reads columns of Hebrew from the right', () => {
  const hebrew = (name: string, x: number) =>
    column(name, x, 100, 6).map(({ text, ...each }) => rtl(text.replace('prose', 'שלום'), each.x, each.y));
  const [left, right] = [hebrew('ב', 50), hebrew('א', 310)];
  expect(linesOf([...left, ...right])).toEqual([...right, ...left].map(({ text }) => text));
});

test('loses no text whose place or size is no number', () => {
  const broken = [
    { ...run('nowhere', Number.NaN), y: Number.POSITIVE_INFINITY },
    { ...run('sizeless', 0), size: 0 },
  ];
  expect(linesOf([...broken, run('body', 0)])).toEqual(['body', 'nowhere', 'sizeless']);
});

test('takes time in proportion to the runs, wherever they stand', () => {
  const time = (count: number) => {
    const runs = shuffle(
      Array.from({ length: count }, (_, at) => run('x', (at * 7919) % 600, (at * 104_729) % 800)),
      1,
    );
    const start = performance.now();
    linesOf(runs);
    return performance.now() - start;
  };
  time(2_000);
  // Eight times the runs take some ten times as long; a comparison of all with all would take 64 times.
  expect(time(16_000) / time(2_000)).toBeLessThan(32);
});

test('reads Japanese columns that are drawn sign by sign from the right, and signs below one another in a horizontal text as they are', () => {
  const column = (text: string, x: number) =>
    [...text].map((sign, index) => ({ ...run(sign, x, 100 + 10 * index), width: 10 }));
  const columns = [...column('私は鯨である', 300), ...column('海にゐる︒', 284)];
  const head = { ...run('官報', 100, 60), width: 20 };
  expect(linesOf([head, ...columns])).toEqual(['私は鯨である', '海にゐる。', '官報']);
  const prose = ['鯨の体は大きい', '船の数は少ない', '港の名は長崎だ'].map((text, index) =>
    run(text, 50, 100 + 12 * index),
  );
  const rows = ['種', '類'].map((sign, index) => ({ ...run(sign, 20, 200 + 10 * index), width: 10 }));
  expect(linesOf([...prose, ...rows])).toContain('種');
});
