import { expect, test } from 'vitest';
import { line, makePage, readContent } from './open-page.ts';

const link = (rect: string, action = '/A << /S /URI /URI (https://example.com/) >>') =>
  `<< /Type /Annot /Subtype /Link /Rect [${rect}] ${action} >>`;

test('gives the words under a link its address, and only those', async () => {
  // In Helvetica of 10 points, "See " ends at 27.8 and "the manual" at 78.4.
  const { runs } = await readContent(
    makePage(`${line('See the manual for more.', 10, 100)} ${line('Next line.', 10, 80)}`, [
      link('29 98 79 110'),
    ]),
  );
  expect(runs.map(({ text, link }) => [text, link])).toEqual([
    ['See ', undefined],
    ['the manual', 'https://example.com/'],
    [' for more.', undefined],
    ['Next line.', undefined],
  ]);
  const [before, linked, after] = runs;
  expect(linked?.x).toBeCloseTo((before?.x ?? 0) + (before?.width ?? 0));
  expect(after?.x).toBeCloseTo((linked?.x ?? 0) + (linked?.width ?? 0));
});

test('leaves links within the document, and scripts, plain text', async () => {
  const { runs } = await readContent(
    makePage(line('See page 2 or run.', 10, 100), [
      link('10 98 60 110', '/Dest [3 0 R /Fit]'),
      link('60 98 100 110', '/A << /S /JavaScript /JS (app.alert(1)) >>'),
    ]),
  );
  expect(runs.map(({ link }) => link)).toEqual([undefined]);
});
