import { expect, test } from 'vitest';
import { loadPdf } from '../../../../src/load/load-pdf.ts';
import { makePdf } from '../../make-pdf.ts';

async function readPage(draw: (pdf: PDFKit.PDFDocument) => void, positions = true) {
  const bytes = await makePdf(draw, { size: [300, 300], margin: 0 });
  const [page] = await Array.fromAsync(loadPdf(bytes, { source: 'doc.pdf', positions }));
  if (page?.type !== 'text') throw new Error('There is no text.');
  return page;
}

test('tells where each line of a paragraph stands, though the text joins them and their hyphens', async () => {
  const { text, positions = [] } = await readPage((pdf) => {
    pdf.fontSize(10);
    pdf.text('The whales that live in the north of the world are mam-', 20, 50, { lineBreak: false });
    pdf.text('mals, and they sing to each other below the water all', 20, 62, { lineBreak: false });
    pdf.text('night long.', 20, 74, { lineBreak: false });
  });
  expect(text).toContain('mammals');
  expect(positions.map(({ start, end }) => text.slice(start, end))).toEqual([
    'The whales that live in the north of the world are mam',
    'mals, and they sing to each other below the water all',
    'night long',
  ]);
  for (const [index, { box }] of positions.entries()) {
    const top = 50 + 12 * index;
    expect(box.left).toBeCloseTo(20, 0);
    expect(box.top).toBeGreaterThan(top - 3);
    expect(box.bottom).toBeLessThan(top + 15);
  }
  expect(positions[2]?.box.right).toBeLessThan(90);
});

test('tells apart lines that read the same', async () => {
  const { text, positions = [] } = await readPage((pdf) => {
    for (const [index, line] of ['Total 12', 'Whales sing.', 'Total 12'].entries())
      pdf.text(line, 20, 50 + 80 * index, { lineBreak: false });
  });
  expect(positions.map(({ start, end }) => text.slice(start, end))).toEqual([
    'Total 12',
    'Whales sing',
    'Total 12',
  ]);
  expect(positions.map(({ box }) => Math.round(box.top / 80))).toEqual([1, 2, 3]);
});

test('tells no positions unless asked', async () => {
  expect(await readPage((pdf) => pdf.text('Plain.'), false)).not.toHaveProperty('positions');
});
