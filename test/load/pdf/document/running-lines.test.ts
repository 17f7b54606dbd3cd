import { expect, test } from 'vitest';
import { countStyles } from '../../../../src/load/pdf/document/body-style.ts';
import { lineText } from '../../../../src/load/pdf/document/line-text.ts';
import { countRunningLines } from '../../../../src/load/pdf/document/running-lines.ts';
import type { Line, PageLayout, TableBlock } from '../../../../src/load/pdf/page-layout.ts';
import { makeLine, makeLines, makePage, prose, type Setting } from './make-layout.ts';

const words = 'abcdefghijklmnopqrstuvwxyzäöüß';
const body = (page: number) =>
  makeLines([prose(`${words[page]} says`), prose(`${words[page]} more`), 'and ends.'], { y: 100 });
const pages = (count: number, edge: (page: number) => PageLayout) =>
  Array.from({ length: count }, (_, index) => edge(index + 1));
const findRunningLines = (layouts: readonly PageLayout[]) => {
  const count = countRunningLines();
  const styles = countStyles();
  for (const layout of layouts) {
    count.add(layout);
    styles.add(layout);
  }
  return count.running(styles.body());
};
const kept = (layouts: readonly PageLayout[]) => {
  const running = findRunningLines(layouts);
  return layouts.map(({ blocks }) =>
    blocks.flatMap((block) =>
      block.type === 'text' ? block.lines.filter((line) => !running.has(line)).map(lineText) : [],
    ),
  );
};

test('finds heads and feet that differ in their digits only, on left and right pages by turns', () => {
  const layouts = pages(8, (page) =>
    makePage(page, [
      makeLine(page % 2 === 0 ? `${page} Moby-Dick` : `The Whale ${page}`, {
        y: 50,
        x: page % 2 === 0 ? 72 : 400,
      }),
      ...body(page),
      makeLine('© Melville', { y: 770 }),
    ]),
  );
  expect(kept(layouts)[4]).toEqual(body(5).map(lineText));
  expect(findRunningLines(layouts).on(4)).toEqual(['4 Moby-Dick', '© Melville']);
});

test('finds page numbers by their counting, and keeps numbers that do not count', () => {
  const numbered = pages(4, (page) =>
    makePage(page, [...body(page), makeLine(String(page + 11), { y: 770 })]),
  );
  expect(kept(numbered).flat()).not.toContain('13');
  expect([...findRunningLines(numbered).printed]).toEqual(
    [1, 2, 3, 4].map((page) => [page, String(page + 11)]),
  );
  const figures = ['7', '1851', '42', '3'];
  const table = pages(4, (page) =>
    makePage(page, [...body(page), makeLine(figures[page - 1] ?? '', { y: 770 })]),
  );
  expect(kept(table).map((lines) => lines.at(-1))).toEqual(figures);
});

test('knows the page’s number from a section’s', () => {
  const layouts = pages(6, (page) =>
    makePage(page, [
      makeLine(`${page < 4 ? 1 : 2}.${(page * 5) % 3} Songs | ${page + 20}`, { y: 50 }),
      ...body(page),
    ]),
  );
  expect(findRunningLines(layouts).printed.get(2)).toBe('22');
});

test('finds the head of a lone section in the place of the others', () => {
  const layouts = pages(9, (page) =>
    makePage(page, [makeLine(page === 5 ? 'Squid' : 'Whales', { y: 50, size: 8 }), ...body(page)]),
  );
  expect(kept(layouts)[4]?.[0]).toMatch(/^f says/);
});

test('finds the heads of short chapters on right pages beside the book’s on left ones', () => {
  const layouts = pages(8, (page) => {
    const head = page % 2 === 0 ? 'Moby-Dick' : `Of ${words[page]}`;
    return makePage(page, [makeLine(head, { y: 50, size: 8, font: 'sans' }), ...body(page)]);
  });
  expect(kept(layouts)[2]).toEqual(body(3).map(lineText));
});

test('keeps a text that comes twice, or again and again far apart, or not at the edge', () => {
  const twice = pages(2, (page) => makePage(page, [makeLine('Returns', { y: 75 }), ...body(page)]));
  expect(kept(twice)[0]?.[0]).toBe('Returns');
  const apart = pages(30, (page) =>
    makePage(page, [
      makeLine(page % 10 === 1 ? 'Returns' : `${words[page]} starts`, { y: 50 }),
      ...body(page),
    ]),
  );
  expect(kept(apart)[10]?.[0]).toBe('Returns');
  const middle = pages(5, (page) => makePage(page, [...body(page), makeLine('Returns', { y: 400 })]));
  expect(kept(middle)[0]).toContain('Returns');
});

test('leaves no page without its only words', () => {
  const layouts = pages(4, (page) => makePage(page, [makeLine('page', { y: 72 })]));
  expect(kept(layouts)).toEqual([['page'], ['page'], ['page'], ['page']]);
});

test('takes a lone page’s number only where it stands at the very edge', () => {
  const alone = (y: number) => makePage(1, [...body(1), makeLine('314', { y })]);
  expect(kept([alone(770)])[0]).not.toContain('314');
  expect(kept([alone(700)])[0]).toContain('314');
  expect(kept([makePage(1, [makeLine('314', { y: 60 }), ...makeLines(['Body'], { y: 76 })])])[0]).toContain(
    '314',
  );
});

test('finds the heads and feet of a lone page in its margins, and keeps what stands in the area of its text', () => {
  const lone = (edge: readonly Line[]) => kept([makePage(1, [...edge, ...body(1)])])[0] ?? [];
  expect(lone([makeLine('I am a head', { y: 40 })])).toEqual(body(1).map(lineText));
  expect(lone([makeLine('To whom it may concern', { y: 78 })])).toContain('To whom it may concern');
  expect(lone([makeLine('A Title', { y: 40, size: 18 })])).toContain('A Title');
  const foot = (text: string, setting: Setting) => lone([makeLine(text, setting)]);
  expect(foot('Copyright Summary December 1998 Page 1', { y: 745 })).toHaveLength(3);
  expect(foot('www.flight.org | October 2006 | 41', { y: 745, size: 8 })).toHaveLength(3);
  expect(foot('7-45', { y: 730 })).toHaveLength(3);
  expect(foot('Alderson Reporting Company', { y: 760, size: 8 })).toHaveLength(3);
  expect(foot('1 A note of one line.', { y: 745, size: 8 })).toContain('1 A note of one line.');
  expect(foot('Springfield, 4 May 2020', { y: 745 })).toContain('Springfield, 4 May 2020');
});

test('finds the number of a narrow page that is printed on a wide one, in the middle or at the right, and keeps other figures', () => {
  const lone = (number: Line) => kept([makePage(1, [...body(1), number])])[0] ?? [];
  expect(lone(makeLine('314', { y: 700, x: 292 }))).not.toContain('314');
  expect(lone(makeLine('314', { y: 700, x: 507 }))).not.toContain('314');
  expect(lone(makeLine('314', { y: 700, x: 200 }))).toContain('314');
});

test('finds the head of a lone numbered page, and keeps headings and code at its top', () => {
  const lone = (text: string, setting: Setting) =>
    kept([
      makePage(1, [makeLine(text, { y: 78, ...setting }), ...body(1), makeLine('314', { y: 770 })]),
    ])[0] ?? [];
  expect(lone('On Whales and Ships', { font: 'sans' })).toEqual(body(1).map(lineText));
  expect(lone('On Whales and Ships', { font: 'bold' })).toContain('On Whales and Ships');
  expect(lone('4.2 Whales and Ships', { font: 'sans' })).toContain('4.2 Whales and Ships');
  expect(lone('print(whales)', { font: 'typewriter' })).toContain('print(whales)');
});

test('finds a head of title and number at either side of a lone page, but not on a page of contents', () => {
  const spread = (text: string, y: number): Line => {
    const line = makeLine(text, { y, size: 11 });
    return { ...line, box: { ...line.box, right: 520 } };
  };
  const head = spread('Whales 2.0 and Ships 17', 72);
  expect(kept([makePage(1, [head, ...body(1)])])[0]).toEqual(body(1).map(lineText));
  const contents = [0, 1, 2, 3].map((index) => spread(`Chapter ${index}`, 130 + 20 * index));
  expect(kept([makePage(1, [head, ...contents])])[0]).toContain('Whales 2.0 and Ships 17');
});

test('finds heads of narrow pages that are printed on wide ones, at heights that differ by some points', () => {
  const layouts = pages(6, (page) =>
    makePage(page, [
      makeLine('Moby-Dick, or the Whale', { y: page % 2 === 0 ? 118 : 122 }),
      ...makeLines([prose(words[page] ?? '')], { y: 160 }),
    ]),
  );
  expect(kept(layouts).map((lines) => lines.length)).toEqual([1, 1, 1, 1, 1, 1]);
});

test('keeps the last line of a table’s notes', () => {
  const table: TableBlock = {
    type: 'table',
    box: { left: 72, top: 100, right: 500, bottom: 748 },
    rows: [[{ text: 'a', columns: 1, rows: 1 }], [{ text: 'b', columns: 1, rows: 1 }]],
    headRows: 1,
    columnEdges: [72, 500],
  };
  const note = makeLine('NA = not available', { y: 756, size: 8 });
  const running = findRunningLines([makePage(1, [note], [table])]);
  expect(running.on(1)).toEqual([]);
});
