import { expect, test } from 'vitest';
import { splitUnits } from '../../src/text/sentences.ts';

function units(text: string, kind: 'prose' | 'code' = 'prose') {
  return splitUnits(text, { kind }).map(({ type, start, end, block }) => [
    type,
    text.slice(start, end),
    block,
  ]);
}

test('prose is split at full stops, not at abbreviations, versions or wrapped lines', () => {
  expect(units('Use v1.2 (e.g. for tides,\ni.e. Mr. Holm). It works!\n\nNext: "yes". Done')).toEqual([
    ['sentence', 'Use v1.2 (e.g. for tides,\ni.e. Mr. Holm).', 0],
    ['sentence', 'It works!', 0],
    ['sentence', 'Next: "yes".', 1],
    ['sentence', 'Done', 1],
  ]);
});

test('headings, list items, table rows and fenced code are units of their own', () => {
  const text =
    '# Ports\nIntro.\n- one\n  goes on\n- two\n\n| name | port |\n| --- | --- |\n| edge | 7410 |\n\n```ts\nconst a = 1;\n\n// # not a heading\n```\nAfter.';
  expect(units(text)).toEqual([
    ['heading', '# Ports', 0],
    ['sentence', 'Intro.', 0],
    ['item', '- one\n  goes on', 0],
    ['item', '- two', 0],
    ['row', '| name | port |', 1],
    ['row', '| edge | 7410 |', 1],
    ['code', '```ts\nconst a = 1;\n\n// # not a heading\n```', 2],
    ['sentence', 'After.', 3],
  ]);
});

test('a title that is underlined is a heading', () => {
  expect(units('Async\n=====\nIt is not faster.')).toEqual([
    ['heading', 'Async', 0],
    ['sentence', 'It is not faster.', 0],
  ]);
});

test('code and markup of properties are split into lines', () => {
  expect(units('const a = 1;\n  const b = 2;\n\nf();', 'code')).toEqual([
    ['code', 'const a = 1;', 0],
    ['code', 'const b = 2;', 0],
    ['code', 'f();', 1],
  ]);
  expect(units("{\n  name: 'delayInMs',\n  type: 'number',\n},").map(([type]) => type)).toEqual([
    'code',
    'code',
    'code',
    'code',
  ]);
});

test('short lines without full stops are units of their own, lines of a wrapped paragraph are not', () => {
  const hours =
    'Opening hours\nMonday 9 to 17\nWednesday closed\nStudents 6 crowns\nDogs not allowed. Cats are.';
  expect(units(hours).map(([, text]) => text)).toEqual([
    'Opening hours',
    'Monday 9 to 17',
    'Wednesday closed',
    'Students 6 crowns',
    'Dogs not allowed.',
    'Cats are.',
  ]);
  // At 40 columns, where half of the lines begin with a capital.
  const wrapped =
    'The keeper of the lock is Runa Holt of\nNordfyr and she has held the office since\nJune. Before her it was kept by Ole\nLund, Master of the Berths, and by his son.';
  expect(units(wrapped).map(([, text]) => text)).toEqual([
    'The keeper of the lock is Runa Holt of\nNordfyr and she has held the office since\nJune.',
    'Before her it was kept by Ole\nLund, Master of the Berths, and by his son.',
  ]);
});

test('Chinese and Japanese sentences end without a space', () => {
  expect(units('今日は晴れ。明日は雨。').map(([, text]) => text)).toEqual(['今日は晴れ。', '明日は雨。']);
});

test('a line of megabytes becomes parts that can be quoted', () => {
  for (const kind of ['prose', 'code'] as const) {
    const parts = splitUnits('word '.repeat(100_000), { kind });
    expect(parts.length).toBeGreaterThan(400);
    expect(Math.max(...parts.map(({ start, end }) => end - start))).toBeLessThanOrEqual(1000);
  }
});
