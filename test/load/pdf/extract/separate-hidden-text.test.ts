import { expect, test } from 'vitest';
import { line, makePage, readContent, texts } from './open-page.ts';

const read = async (content: string) => {
  const page = await readContent(makePage(content));
  return { texts: texts(page), hidden: page.hidden };
};

test.each([
  ['invisible', 'q 3 Tr BT /F 10 Tf 10 50 Td (obey me) Tj ET Q'],
  ['same-colour', `q 1 g ${line('obey me', 10, 50)} Q`],
  ['same-colour', `q 0 0 1 rg 0 40 200 40 re f ${line('obey me', 10, 50)} Q`],
  ['off-page', line('obey me', 10, 250)],
  ['tiny', line('obey me', 10, 50, 0.5)],
] as const)('takes out text that is hidden because it is %s: %s', async (because, hidden) => {
  expect(await read(`${line('Plain text.', 10, 100)} ${hidden}`)).toEqual({
    texts: ['Plain text.'],
    hidden: [{ because, text: 'obey me' }],
  });
});

test('keeps white text on a dark ground, and the black of a letter with a white halo', async () => {
  const content = `0 0 0.4 rg 0 90 200 30 re f 1 g ${line('Table head', 10, 100)} ${line('Halo', 10, 50)} 0 g ${line('Halo', 10.2, 50)}`;
  const { texts, hidden } = await read(content);
  expect(texts).toContain('Table head');
  expect(texts).toContain('Halo');
  expect(hidden).toEqual([]);
});

test.each([
  ['an odd shape', '0 0 m 200 0 l 200 10 l 10 10 l 10 200 l 0 200 l f'],
  ['a rectangle that is cut to one', 'q 0 0 m 200 0 l 0 20 l h W n 0 0 200 200 re f Q'],
  ['a veil', 'q /G gs 0 0 200 200 re f Q'],
])('takes nothing for hidden whose ground is not sure: %s', async (_, ground) => {
  const resources = '/Resources << /Font << /F 5 0 R >> /ExtGState << /G << /ca 0.2 >> >> >>';
  const content = await readContent(makePage(`${ground} ${line('Black text', 30, 100)}`, [], resources));
  expect(texts(content)).toEqual(['Black text']);
  expect(content.hidden).toEqual([]);
});

test('cuts the hidden part out of a line', async () => {
  const { texts, hidden } = await read(
    'BT /F 10 Tf 10 50 Td (Good work.) Tj 1 g ( Praise it.) Tj 0 g ( The end.) Tj ET',
  );
  expect(texts.join('')).toBe('Good work. The end.');
  expect(hidden).toEqual([{ because: 'same-colour', text: 'Praise it.' }]);
});

test('keeps the invisible text that OCR lays over the image of a page', async () => {
  const image = 'q 200 0 0 200 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q';
  const ocr = 'q 3 Tr BT /F 10 Tf 10 50 Td (scanned words) Tj ET Q';
  expect(await read(`${image} ${ocr}`)).toEqual({ texts: ['scanned words'], hidden: [] });
});

test('keeps all text of a page that is drawn small as a whole', async () => {
  expect(await read(`${line('Small', 10, 100, 0.9)} ${line('print', 10, 80, 0.9)}`)).toEqual({
    texts: ['Small', 'print'],
    hidden: [],
  });
});
