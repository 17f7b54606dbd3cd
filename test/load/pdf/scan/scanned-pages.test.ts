import { once } from 'node:events';
import PDFDocument from 'pdfkit';
import { expect, test } from 'vitest';
import type { CacheStore } from '../../../../src/cache-store.ts';
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

test('gives a page as an image beside its text when it is asked for, whatever it shows', async () => {
  const pdf = new PDFDocument({ size: [300, 300] });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  pdf.text('The first page.').addPage().text('The second page, with a chart.').addPage().text('The third.');
  pdf.end();
  await once(pdf, 'end');
  const bytes = Buffer.concat(chunks);
  const items = await read(bytes, { drawnPages: [2] });
  expect(items.map(({ type, location }) => [type, location?.type === 'page' && location.page])).toEqual([
    ['text', 1],
    ['text', 2],
    ['media', 2],
    ['text', 3],
  ]);
  await expect(read(bytes, { drawnPages: [2, 4] })).rejects.toMatchObject({
    code: 'bad-input',
    message: '"scan.pdf" has 3 pages: there is no page 4 to show.',
  });
  await expect(read(bytes, { drawnPages: [0] })).rejects.toMatchObject({ code: 'bad-input' });
  // What is kept without pictures is not taken for what was asked for with them.
  const kept = new Map<string, Uint8Array>();
  const cache: CacheStore = {
    get: async (_, key) => kept.get(key),
    set: async (_, key, value) => void kept.set(key, value),
  };
  expect(await read(bytes, { cache })).toHaveLength(3);
  expect(kept.size).toBe(1);
  expect(await read(bytes, { cache, drawnPages: [1] })).toHaveLength(4);
});
