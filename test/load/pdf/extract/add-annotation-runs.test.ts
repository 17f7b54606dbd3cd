import { expect, test } from 'vitest';
import { stream } from '../../make-pdf.ts';
import { line, makePage, readContent, texts } from './open-page.ts';

const field = (entries: string, rect = '80 100 180 114') =>
  `<< /Type /Annot /Subtype /Widget /Rect [${rect}] /F 4 ${entries} >>`;

test('puts the value of a text field right behind its label, however far the field stands', async () => {
  const content = await readContent(
    makePage(`${line('Name', 10, 104)} ${line('Place', 10, 84)}`, [
      field('/FT /Tx /T (name) /V (Ada Lovelace)'),
      field('/FT /Tx /T (place) /V (London)', '80 80 180 94'),
    ]),
  );
  expect(texts(content)).toEqual(['Name', 'Ada Lovelace', 'Place', 'London']);
  const [label, value] = content.runs;
  expect(value?.y).toBe(label?.y);
  expect(value?.x).toBeLessThan(50);
});

test('leaves a value in its box when another field stands between it and the text on its left', async () => {
  const { runs } = await readContent(
    makePage(line('Name', 10, 104), [
      field('/FT /Tx /T (first) /V (Ada)', '40 100 100 114'),
      field('/FT /Tx /T (last) /V (Lovelace)', '110 100 180 114'),
    ]),
  );
  expect(runs.find(({ text }) => text === 'Lovelace')?.x).toBeGreaterThan(110);
});

test('tells which boxes are ticked, before their labels', async () => {
  const box = (state: string, y: number) =>
    field(
      `/FT /Btn /T (b${y}) /V /${state} /AS /${state} /AP << /N << /Yes 5 0 R /Off 5 0 R >> >>`,
      `10 ${y} 20 ${y + 10}`,
    );
  const content = await readContent(
    makePage(`${line('Tea', 24, 102)} ${line('Coffee', 24, 82)}`, [box('Yes', 100), box('Off', 80)]),
  );
  expect(texts(content)).toEqual(['☒', 'Tea', '☐', 'Coffee']);
});

test('shows what was chosen as the list shows it, and no password', async () => {
  const content = await readContent(
    makePage('', [
      field('/FT /Ch /Ff 131072 /T (c) /V (de) /Opt [[(de) (Germany)] [(fr) (France)]]'),
      field('/FT /Tx /Ff 8192 /T (p) /V (sesame)', '80 60 180 74'),
    ]),
  );
  expect(texts(content)).toEqual(['Germany']);
});

test('reads text boxes and stamps where they are, notes below the page, and nothing hidden', async () => {
  const stamp = stream(
    'BT /F 12 Tf 2 4 Td (APPROVED) Tj ET',
    '/Type /XObject /Subtype /Form /BBox [0 0 80 20] /Resources << /Font << /F 5 0 R >> >>',
  );
  const content = await readContent(
    makePage(line('Report', 10, 180), [
      '<< /Type /Annot /Subtype /FreeText /Rect [10 100 100 120] /F 4 /DA (/F 9 Tf) /Contents (added later) >>',
      '<< /Type /Annot /Subtype /Stamp /Rect [100 20 180 40] /F 4 /AP << /N 11 0 R >> >>',
      '<< /Type /Annot /Subtype /Text /Rect [5 5 20 20] /F 4 /Contents (check this) >>',
      '<< /Type /Annot /Subtype /FreeText /Rect [10 60 100 80] /F 2 /DA (/F 9 Tf) /Contents (hidden) >>',
      '<< /Type /Annot /Subtype /Text /Rect [5 5 20 20] /F 32 /Contents (no view) >>',
      stamp,
    ]),
  );
  expect(texts(content)).toEqual(['Report', 'added later', 'APPROVED', '[Note: check this]']);
  const at = (text: string) => content.runs.find((run) => run.text === text);
  expect(at('APPROVED')).toMatchObject({ x: 102, y: 176, size: 12 });
  expect(at('added later')?.y).toBeGreaterThan(80);
  expect(at('added later')?.y).toBeLessThan(100);
  expect(at('[Note: check this]')?.y).toBeGreaterThan(200);
});

test('names a file that is attached to a place', async () => {
  const { attachments } = await readContent(
    makePage('', [
      '<< /Type /Annot /Subtype /FileAttachment /Rect [5 5 20 20] /F 4 /FS << /Type /Filespec /F (sums.csv) /EF << /F 7 0 R >> >> >>',
      stream('1,2'),
    ]),
  );
  expect(attachments).toEqual(['sums.csv']);
});
