import { expect, test } from 'vitest';
import { type LoadPdfOptions, loadPdf } from '../../../../src/load/load-pdf.ts';
import { drawPage } from '../../../../src/load/pdf/scan/draw-page.ts';
import { openDocument } from '../../../../src/load/pdf/thread/open-document.ts';
import { makePdf } from '../../make-pdf.ts';

/** A page of 600 by 300 points that is a picture of these lines, and a page number as text if asked for. */
async function makeScan(lines: readonly string[], pageNumber = ''): Promise<Uint8Array> {
  const format = { size: [600, 300] as [number, number], margin: 0 };
  const task = await openDocument(
    new Uint8Array(
      await makePdf((pdf) => {
        pdf.fontSize(30);
        for (const [index, line] of lines.entries()) pdf.text(line, 50, 60 + 50 * index);
      }, format),
    ),
    undefined,
  );
  const document = await task.promise;
  const { png } = await drawPage(document, await document.getPage(1));
  await task.destroy();
  return makePdf((pdf) => {
    pdf.image(Buffer.from(png), 0, 0, { width: 600 });
    if (pageNumber !== '') pdf.text(pageNumber, 300, 270);
  }, format);
}

const lines = ['Whales are mammals.', 'They eat krill.'];
const read = (bytes: Uint8Array, options: LoadPdfOptions = {}) =>
  Array.fromAsync(loadPdf(bytes, { source: 'scan.pdf', ...options }));

test('reads a scanned page by OCR, and says how sure it is', async () => {
  const items = await read(await makeScan(lines), { scannedPages: 'ocr' });
  expect(items).toMatchObject([{ type: 'text', location: { type: 'page', page: 1 } }]);
  const { text, ocrConfidence } = items[0]?.type === 'text' ? items[0] : {};
  expect(text?.replace(/\s+/g, ' ')).toBe('Whales are mammals. They eat krill.');
  expect(ocrConfidence).toBeGreaterThan(0.7);
  expect(ocrConfidence).toBeLessThanOrEqual(1);
}, 60_000);

test('gives a scanned page as an image of 150 dpi', async () => {
  const [page, ...rest] = await read(await makeScan(lines), { scannedPages: 'image' });
  expect(rest).toEqual([]);
  expect(page).toMatchObject({ type: 'media', mediaType: 'image/png', location: { type: 'page', page: 1 } });
  const data = page?.type === 'media' ? Buffer.from(page.data) : Buffer.alloc(24);
  expect(data.toString('latin1', 1, 4)).toBe('PNG');
  expect([data.readUInt32BE(16), data.readUInt32BE(20)]).toEqual([1250, 625]);
});

test('tells a page that is one image with a page number, and keeps the number', async () => {
  expect(await read(await makeScan(lines, '17'))).toMatchObject([
    { type: 'text', text: '17' },
    { type: 'skipped', reason: 'no-text', location: { page: 1 }, detail: expect.stringContaining("'ocr'") },
  ]);
});
