import { expect, test } from 'vitest';
import { levelHeadings } from '../../../../src/load/pdf/document/heading-levels.ts';
import { readNumbering } from '../../../../src/load/pdf/document/numbering.ts';

const heading = (text: string, size: number, { bold = false, level = 0 } = {}) => ({
  style: { key: `${size} ${bold}`, size, isBold: bold, family: 'serif' },
  page: 1,
  numbering: readNumbering(text),
  entry: level === 0 ? undefined : { title: text, level, page: 1 },
});

test('takes larger type for higher, and of one size bold', () => {
  const sizes = [heading('Aa', 20), heading('Bb', 14, { bold: true }), heading('Cc', 14), heading('Dd', 20)];
  expect(levelHeadings(sizes)).toEqual([1, 2, 3, 1]);
});

test('lets numbers decide among headings that are set alike', () => {
  const headings = ['1 A', '1.1 B', '1.1.1 C', '2 D', '2.1 E'].map((text) =>
    heading(text, 12, { bold: true }),
  );
  expect(levelHeadings(headings)).toEqual([1, 2, 3, 1, 2]);
});

test('gives the sizes of a title page one level', () => {
  const headings = [
    heading('Title', 30),
    heading('Author', 22),
    ...['A', 'B', 'C', 'D'].map((text) => heading(text, 14)),
  ];
  expect(levelHeadings(headings)).toEqual([1, 1, 2, 2, 2, 2]);
});

test('makes no levels of the large type of a back cover', () => {
  const chapters = ['A', 'B', 'C'].map((text) => heading(text, 14));
  const headings = [heading('Title', 30), ...chapters, heading('Redpaper', 24), heading('Order now', 18)];
  expect(levelHeadings(headings)).toEqual([1, 2, 2, 2, 1, 1]);
  // A last section of its own style is smaller.
  expect(levelHeadings([heading('Title', 30), ...chapters, heading('Last', 12)])).toEqual([1, 2, 2, 2, 3]);
});

test('makes no level of a title page’s line that is set smaller than the chapters', () => {
  const headings = [
    heading('Title', 30),
    heading('Group', 16),
    ...['Foreword', 'Summary'].map((text) => heading(text, 18)),
  ];
  const chapters = ['First', 'Second'].map((text) => heading(text, 14));
  expect(levelHeadings([...headings, ...chapters])).toEqual([1, 2, 2, 2, 3, 3]);
});

test('follows the outline, and gives its levels to what is set like its titles', () => {
  const headings = [
    heading('A', 20, { level: 1 }),
    heading('B', 14, { level: 3 }),
    heading('C', 14),
    heading('D', 12),
    heading('E', 14, { level: 3 }),
  ];
  expect(levelHeadings(headings)).toEqual([1, 3, 3, 4, 3]);
});

test('puts chapters, set larger or not, above their numbered sections, and counts no labels in large type as levels', () => {
  const titles = [heading('Title', 40), heading('Subtitle', 30)];
  const chapter = heading('Chapter 1 Whales', 18);
  const sections = ['1.1 Skin', '1.2 Bones'].map((text) => heading(text, 14));
  const labels = ['Origin', 'Origin'].map((text) => heading(text, 25));
  const alike = ['1.3 Fins', '2.1 Ships'].map((text) => heading(text, 14));
  const headings = [...titles, chapter, ...sections, ...labels, ...alike, heading('In ports', 12)];
  expect(levelHeadings(headings).slice(2)).toEqual([2, 3, 3, 2, 2, 3, 3, 4]);
});

test('puts chapters without a number above their numbered sections', () => {
  const headings = ['Whales', '1.1 Skin', '1.2 Bones', 'Ships', '2.1 Masts'].map((text) =>
    heading(text, /^\d/.test(text) ? 14 : 18),
  );
  expect(levelHeadings([heading('Title', 30), ...headings])).toEqual([1, 2, 3, 3, 2, 3]);
});

test.each([
  ['3 Method', 1, 'Method'],
  ['1.2.3 Songs', 3, 'Songs'],
  ['A.3 Proofs', 2, 'Proofs'],
  ['A Proofs', 1, 'Proofs'],
  ['IV. Results', 1, 'Results'],
  ['Chapter 4: The Harpoon', 1, 'The Harpoon'],
  ['CHAPTER FOUR', 1, ''],
  ['Приложение A Манифест', 1, 'Манифест'],
  ['FOUR', 1, ''],
  ['Article IX', undefined, ''],
  ['第三章 鯨', 1, '鯨'],
])('reads the number of "%s"', (text, depth, title) => {
  expect(readNumbering(text)).toMatchObject({ depth, title });
});

test.each([
  'Whales',
  'Chapter of accidents',
  'A simple example',
  '3D printing',
  'part-time work',
  '1851, a year',
])('finds no number in "%s"', (text) => {
  expect(readNumbering(text)).toBeUndefined();
});
