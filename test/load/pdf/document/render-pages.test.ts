import { expect, test } from 'vitest';
import { renderPages } from '../../../../src/load/pdf/document/render-pages.ts';
import type { OutlineEntry, PageLayout } from '../../../../src/load/pdf/page-layout.ts';
import { makeLine, makeLines, makePage, prose, type Setting } from './make-layout.ts';

const render = (layouts: readonly PageLayout[], outline: readonly OutlineEntry[] = []) =>
  [...renderPages(layouts, outline)].filter((page) => page !== undefined);
const textOf = (...layouts: PageLayout[]) => render(layouts).map(({ text }) => text);

test('joins the lines of a paragraph, and parts paragraphs at gaps and indented lines', () => {
  const page = makePage(
    1,
    makeLines([
      prose('One'),
      'and its end.',
      [prose('Two'), { y: 130 }],
      prose('two again'),
      [prose('Three').slice(0, 86), { x: 92 }],
      'ends here.',
    ]),
  );
  const text = textOf(page)[0] ?? '';
  expect(text.split('\n\n').map((paragraph) => paragraph.slice(0, 5))).toEqual(['One a', 'Two a', 'Three']);
  expect(text).not.toContain('\n\n\n');
  expect(text).toContain('x and its end.');
});

test('keeps a line break that was made on purpose', () => {
  const page = makePage(1, makeLines([prose('Write to'), 'Acme Whaling', '12 Harbour Road', 'Nantucket']));
  expect(textOf(page)[0]).toMatch(/Acme Whaling\n12 Harbour Road\nNantucket$/);
});

test('gives headings levels by their size, and leaves captions, sentences and labels alone', () => {
  const page = makePage(1, [
    makeLine('On Whales', { y: 60, size: 24 }),
    makeLine('1 Songs', { y: 100, size: 16 }),
    ...makeLines([prose('They sing'), 'at night.'], { y: 120 }),
    makeLine('Of the males', { y: 160, font: 'bold' }),
    ...makeLines([prose('Males'), 'sing more.'], { y: 174 }),
    makeLine('Figure 2 A male', { y: 220, font: 'bold' }),
    makeLine('2 Food', { y: 260, size: 16 }),
    ...makeLines([prose('Krill'), 'and squid.'], { y: 280 }),
    makeLine('Nobody has counted them.', { y: 330, font: 'bold' }),
    makeLine('3 Death', { y: 360, size: 16 }),
    ...makeLines([prose('They fall'), 'to the bottom.'], { y: 380 }),
  ]);
  const headings = textOf(page)[0]?.match(/^#.*/gm);
  expect(headings).toEqual(['# On Whales', '## 1 Songs', '### Of the males', '## 2 Food', '## 3 Death']);
});

test('does not take prose in large type for headings', () => {
  const small = Array.from({ length: 9 }, () => prose('Small print'));
  const slide = makePage(1, [
    ...makeLines(small, { y: 400 }),
    ...[60, 140, 220].flatMap((y) =>
      makeLines(
        [
          [prose('Large'), { y }],
          [prose('print'), { y: y + 17 }],
        ],
        { size: 14 },
      ),
    ),
  ]);
  expect(textOf(slide)[0]).not.toContain('#');
});

test('joins a chapter’s number with the title under it', () => {
  const page = makePage(1, [
    makeLine('Chapter 4', { y: 60, size: 20, font: 'bold' }),
    makeLine('The Harpoon', { y: 100, size: 24, font: 'bold' }),
    ...makeLines([prose('It is'), 'sharp.'], { y: 150 }),
  ]);
  expect(textOf(page)[0]).toMatch(/^# Chapter 4 The Harpoon\n\n/);
});

test('leaves a chapter’s number in words above its title, which stands over numbered sections of its style', () => {
  const title = (y: number): Setting => ({ size: 14, font: 'bold', y });
  const page = makePage(
    1,
    makeLines([
      ['CHAPTER', { font: 'bold', y: 80, x: 492 }],
      ['ONE', { ...title(104), x: 506 }],
      ['FOREWORD', { ...title(158), x: 455 }],
      [prose('Whales'), { y: 215 }],
      ['1.1 Skin', title(260)],
      [prose('Blubber'), { y: 290 }],
      ['1.2 Bones', title(330)],
      [prose('Baleen'), { y: 360 }],
      prose('and more of it'),
    ]),
  );
  const [text] = render([page]).map((each) => each.text);
  expect(text).toMatch(/^CHAPTER\s+ONE\s+# FOREWORD\n/);
  expect(text).toContain('\n## 1.1 Skin\n');
});

test('takes no head or foot for a heading on a page that shows nothing else', () => {
  const pages = [1, 2, 3, 4, 5].map((page) => {
    const head = makeLine(`${page} Chapter 1. The Whale`, { y: 40, font: 'bold' });
    return makePage(page, page === 4 ? [head] : [head, ...makeLines([prose('Whales'), prose('Ships')])]);
  });
  expect(textOf(...pages)[3]).toBe('4 Chapter 1. The Whale');
});

test('takes headings and their levels from the outline, whatever their number', () => {
  const body = makeLines([prose('Body'), prose('text'), 'ends.'], { y: 130 });
  const pages = [1, 2].map((page) =>
    makePage(page, [makeLine(page === 1 ? '1.1 Songs' : '1.2 Food', { y: 100 }), ...body]),
  );
  const outline = [
    { title: 'Whales', level: 1, page: 1 },
    { title: 'Songs', level: 2, page: 1 },
    { title: 'Food', level: 2, page: 2 },
  ];
  const found = render(pages, outline);
  expect(found.map(({ text }) => text.split('\n')[0])).toEqual(['## 1.1 Songs', '## 1.2 Food']);
  expect(found.map(({ headings }) => headings)).toEqual([['Whales'], ['Whales', 'Food']]);
});

test('names the headings above each page where there is no outline', () => {
  const body = makeLines([prose('Body'), prose('text'), 'ends.'], { y: 130 });
  const pages = [
    makePage(1, [makeLine('Whales', { size: 20 }), ...body]),
    makePage(2, body),
    makePage(3, [makeLine('Squid', { size: 20 }), ...body]),
  ];
  expect(render(pages).map(({ headings }) => headings)).toEqual([['Whales'], ['Whales'], ['Squid']]);
});

test('nests lists by their indentation, and keeps the numbers that are printed', () => {
  const page = makePage(
    1,
    makeLines([
      prose('There are'),
      ['• whales', { x: 80 }],
      ['– blue ones', { x: 95 }],
      ['– grey ones', { x: 95 }],
      ['• squid', { x: 80 }],
      [prose('Then'), { y: 200 }],
      ['1. Wait.', { y: 220 }],
      '2. Throw.',
    ]),
  );
  expect(textOf(page)[0]).toContain('\n\n- whales\n  - blue ones\n  - grey ones\n- squid\n\n');
  expect(textOf(page)[0]).toMatch(/\n\n1\. Wait\.\n2\. Throw\.$/);
});

test('goes on with a list’s item over its lines, hung or not', () => {
  const page = makePage(
    1,
    makeLines([[`• ${prose('one')}`, {}], ['goes on', { x: 80 }], `• ${prose('two')}`, 'as well']),
  );
  expect(
    textOf(page)[0]
      ?.split('\n')
      .map((line) => line.slice(-9)),
  ).toEqual(['x goes on', 'x as well']);
});

test('keeps code as it stands, with its indentation and its blank lines', () => {
  const page = makePage(1, [
    ...makeLines([prose('Look'), prose('at'), prose('this'), 'code:']),
    makeLine('for (;;) {', { y: 160, font: 'typewriter' }),
    makeLine('- wait();', { y: 172, x: 82, font: 'typewriter' }),
    makeLine('}', { y: 196, font: 'typewriter' }),
    ...makeLines([prose('Then'), 'rest.'], { y: 230 }),
  ]);
  expect(textOf(page)[0]).toContain('code:\n\n```\nfor (;;) {\n  - wait();\n\n}\n```\n\nThen');
});

test('leaves a word of code in its sentence', () => {
  const long = prose('Call');
  const page = makePage(1, [
    ...makeLines([long, long]),
    makeLine(`${'run() '.repeat(15)}`, { y: 124, font: 'typewriter' }),
    makeLine('and wait.', { y: 136 }),
  ]);
  expect(textOf(page)[0]).not.toContain('```');
});

test('joins the lines of a column under an abstract that is as wide as the page', () => {
  const column = (name: string) => Array.from({ length: 8 }, (_, at) => prose(`${name} ${at}`).slice(0, 40));
  const page = makePage(1, [
    ...makeLines([prose('We show'), prose('that'), prose('so'), prose('and'), 'is shown.'], { y: 100 }),
    ...makeLines(column('Left'), { y: 200 }),
    ...makeLines(column('Right'), { y: 200, x: 310 }),
  ]);
  expect(textOf(page)[0]?.split('\n')).toEqual([
    expect.stringMatching(/^We show/),
    '',
    expect.stringMatching(/^Left 0.*Left 7.*/),
    '',
    expect.stringMatching(/^Right 0.*Right 7.*/),
  ]);
});

test('goes on in the next column over lines that begin with a capital or are set in small ones', () => {
  const narrow = (text: string) => prose(text).slice(0, 40);
  const page = makePage(1, [
    ...makeLines([narrow('Send'), narrow('your'), narrow('comments')], { y: 100 }),
    ...makeLines(
      [
        narrow('to the'),
        narrow('Addresses'),
        [
          'in the FOR FURTHER INFORMATION CONTACT',
          {
            size: 8,
            spans: [
              { text: 'in the ', size: 10 },
              { text: 'FOR FURTHER INFORMATION CONTACT', size: 8 },
            ],
          },
        ],
        'section.',
      ],
      { y: 100, x: 310 },
    ),
  ]);
  expect(textOf(page)[0]).toMatch(
    /^Send.* comments.* to the.* Addresses.* in the FOR FURTHER INFORMATION CONTACT section\.$/,
  );
});

test('puts footnotes after the text and marks them', () => {
  const page = makePage(1, [
    ...makeLines([prose('Whales'), 'sing.'], { y: 100 }),
    makeLine('They eat krill7 too.', {
      y: 140,
      spans: [{ text: 'They eat krill' }, { text: '7', size: 6, shift: 'super' }, { text: ' too.' }],
    }),
    makeLine('And cod8) too.', {
      y: 150,
      spans: [{ text: 'And cod' }, { text: '8)', size: 6, shift: 'super' }, { text: ' too.' }],
    }),
    makeLine('7 So says Ahab.', { y: 690, size: 8 }),
    makeLine('8) So says Starbuck.', { y: 700, size: 8 }),
    makeLine('They eat squid as well, and more than that.', { y: 160 }),
  ]);
  expect(textOf(page)[0]).toMatch(
    /krill\[\^7\] too\..*cod\[\^8\] too.*\[\^7\]: So says Ahab\.\n\n\[\^8\]: So says Starbuck\.$/s,
  );
});

test('goes on with a footnote over its paragraphs, letter by letter, and takes no figure for a mark', () => {
  const small = (y: number) => ({ y, size: 8 });
  const page = makePage(1, [
    ...makeLines([prose('Whales'), 'sing.'], { y: 100 }),
    makeLine('7 So says Ahab.', small(660)),
    makeLine('however little he says of it', small(680)),
  ]);
  expect(textOf(page)[0]).toMatch(/\[\^7\]: So says Ahab\.\nhowever little he says of it$/);
  for (const text of ['633', '3HE 19220 AAAB', '5 % of the cargo'])
    expect(
      textOf(makePage(1, [...makeLines([prose('Whales'), 'sing.']), makeLine(text, small(680))]))[0],
    ).toContain(`\n\n${text}`);
});

test('marks what is set in from both sides as a quotation', () => {
  const page = makePage(
    1,
    makeLines([
      prose('Ahab said'),
      prose('this'),
      ...['From hell', 'I stab at', 'thee'].map((text) => [prose(text).slice(0, 70), { x: 112 }] as const),
      [prose('So'), { y: 200 }],
      prose('he said'),
      'that.',
    ]),
  );
  expect(textOf(page)[0]).toMatch(/\n\n> From hell .*thee.*\n\nSo/);
});

test('gives no Markdown meaning to what the text begins with', () => {
  expect(textOf(makePage(1, makeLines(['# 5 of 7'])))).toEqual(['\\# 5 of 7']);
});

test('lets the caller in between any two pages', () => {
  const pages = Array.from({ length: 5 }, (_, page) => makePage(page + 1, makeLines(['text'])));
  const steps = [...renderPages(pages, [])];
  expect(steps.filter((step) => step === undefined)).toHaveLength(10);
  expect(steps.filter((step) => step !== undefined).map(({ page }) => page)).toEqual([1, 2, 3, 4, 5]);
});

test('goes on in the next column where a sentence breaks off, and puts what stands between behind it', () => {
  const left = { x: 40, size: 10 };
  const right = { x: 320, size: 10 };
  const column = (text: string) => prose(text).slice(0, 50);
  const page = makePage(1, [
    ...makeLines([column('Whales sing'), column('and'), column('when they')], { ...left, y: 600 }),
    makeLine('Permission is granted to sing.', { x: 40, y: 700, size: 7 }),
    makeLine('Figure 1. A whale', { x: 320, y: 60, size: 8 }),
    ...makeLines([`dive. ${column('Then')}`, column('they'), 'rest.'], { ...right, y: 100 }),
  ]);
  expect(
    textOf(page)[0]
      ?.split('\n\n')
      .map((part) => part.slice(0, 12)),
  ).toEqual(['Whales sing ', 'Permission i', 'Figure 1. A ']);
  expect(textOf(page)[0]).toContain(`${column('when they').trim()} dive. Then`);
});

test('completes a word that a page’s end cuts, on the page where it begins', () => {
  const pages = [
    makePage(1, makeLines([prose('Whales'), prose('flee'), 'from the har-'])),
    makePage(2, makeLines([`poon, ${prose('and')}`, 'dive.'])),
  ];
  const [first = '', second = ''] = textOf(...pages);
  expect(first).toMatch(/from the harpoon,$/);
  expect(second).toMatch(/^and and so on/);
});

test('tells where links lead behind the text, and leaves the sentences whole', () => {
  const link = 'https://whales.org/songs';
  const text = 'Hear their songs at whales.org/songs or so.';
  const page = makePage(1, [
    makeLine(text, {
      spans: [
        { text: 'Hear their ' },
        { text: 'songs', link },
        { text: ' at ' },
        { text: 'whales.org/songs', link },
        { text: ' or so.' },
      ],
    }),
  ]);
  expect(textOf(page)).toEqual([`${text}\n\n[songs]: ${link}`]);
});

test.each([
  ['one word of a megabyte', makeLine(`${'a'.repeat(1_000_000)} - b`)],
  ['one line of dots', makeLine(`${'.'.repeat(1_000_000)}x`)],
  ['one line of numbers', makeLine(`${'1 '.repeat(300_000)}x`, { y: 20 })],
])('does not stand still at %s', (_, line) => {
  // Of the processor, since other tests run beside this one.
  const before = process.cpuUsage();
  textOf(makePage(1, [line, line]));
  expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
});

test('takes no longer for each of thirty thousand lines', () => {
  const lines = Array.from({ length: 30_000 }, (_, line) =>
    makeLine('whales', { x: line % 977, y: line * 12 }),
  );
  const before = process.cpuUsage();
  textOf(makePage(1, lines));
  expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
});
