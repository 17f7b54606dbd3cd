import { expect, test } from 'vitest';
import { type LoadPdfOptions, loadPdf } from '../../../../src/load/load-pdf.ts';
import { makeScan } from '../../make-scan.ts';

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
