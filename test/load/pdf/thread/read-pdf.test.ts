import { expect, test } from 'vitest';
import { defaultPdfLimits } from '../../../../src/load/pdf/thread/pdf-limits.ts';
import { readPdf } from '../../../../src/load/pdf/thread/read-pdf.ts';
import { createThreadPool } from '../../../../src/load/pdf/thread/thread-pool.ts';
import { makePdf, makeRawPdf, stream } from '../../make-pdf.ts';

/** Pages of one line, with text that nobody sees, which shows where a font is new; those that hang draw a form 2^30 times. */
function makePages(count: number, hanging: readonly number[]): Uint8Array<ArrayBuffer> {
  const levels = 30;
  const firstForm = 3;
  const font = firstForm + levels;
  const firstPage = font + 1;
  const forms = Array.from({ length: levels }, (_, level) =>
    level === levels - 1
      ? stream('BT /F 9 Tf (a) Tj ET', '/Type /XObject /Subtype /Form /BBox [0 0 9 9]')
      : stream(
          '/N Do /N Do',
          `/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /N ${firstForm + level + 1} 0 R >> >>`,
        ),
  );
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const bytes = makeRawPdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${count} /Kids [${numbers.map((page) => `${firstPage + 2 * (page - 1)} 0 R`).join(' ')}] >>`,
    ...forms,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...numbers.flatMap((page) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 99] /Contents ${firstPage + 2 * page - 1} 0 R /Resources << /Font << /F ${font} 0 R >> /XObject << /N ${firstForm} 0 R >> >> >>`,
      stream(
        `BT /F 9 Tf 9 9 Td (Page ${page} has enough words not to be taken for a picture of words) Tj 3 Tr (unseen) Tj ET${hanging.includes(page) ? ' /N Do' : ''}`,
      ),
    ]),
  ]);
  return new Uint8Array(bytes);
}

test('a page that hangs is given up, and those before and after it are read', async () => {
  const options = { ...defaultPdfLimits, timeoutMs: 1_500 };
  const reading = await readPdf(makePages(5, [3]), options);
  expect(reading).toMatchObject({ type: 'read', pageCount: 5 });
  const pages = reading.type === 'read' ? reading.pages : [];
  expect(pages.map(({ page, type }) => `${page} ${type}`)).toEqual([
    '1 page',
    '2 page',
    '3 page-failed',
    '4 page',
    '5 page',
  ]);
  expect(pages[2]).toMatchObject({ limit: { name: 'timeoutMs', value: 1_500 } });
});

test('a document over its own deadline gives the pages that were read, and says which limit ended it', async () => {
  const options = { ...defaultPdfLimits, timeoutMs: 60_000, documentTimeoutMs: 6_000 };
  const reading = await readPdf(makePages(3, [2]), options);
  expect(reading).toMatchObject({
    type: 'read',
    pages: [{ page: 1, type: 'page' }],
    stopped: { limit: { name: 'documentTimeoutMs', value: 6_000 } },
  });
});

test('two threads give the same pages as one, in order', async () => {
  const bytes = makePages(304, []);
  const alone = createThreadPool(1);
  const both = createThreadPool(2);
  const one = await readPdf(bytes, defaultPdfLimits, alone);
  const two = await readPdf(bytes, defaultPdfLimits, both);
  expect(two.type === 'read' && two.pages.map(({ page }) => page)).toEqual(
    Array.from({ length: 304 }, (_, index) => index + 1),
  );
  expect(two).toEqual(one);
});

test('counts characters, and stops where the document has too many', async () => {
  const options = { ...defaultPdfLimits, maxCharacters: 150 };
  expect(await readPdf(makePages(9, []), options)).toMatchObject({
    pages: [{ page: 1 }, { page: 2 }, { page: 3 }],
    stopped: { limit: { name: 'maxCharacters', value: 150 } },
  });
});

test('a page with too many characters is given up, and the next is read', async () => {
  const bytes = await makePdf((pdf) => {
    pdf.text('one two three').addPage().text('four');
  });
  const options = { ...defaultPdfLimits, maxPageCharacters: 6 };
  expect(await readPdf(new Uint8Array(bytes), options)).toMatchObject({
    pages: [
      { page: 1, type: 'page-failed', limit: { name: 'maxPageCharacters', value: 6 } },
      { page: 2, type: 'page' },
    ],
  });
});

test('more documents than threads are read one after the other, and a waiting one can be aborted', async () => {
  const pool = createThreadPool(1);
  const leaving = new AbortController();
  const first = readPdf(makePages(20, []), defaultPdfLimits, pool);
  const second = readPdf(makePages(2, []), { ...defaultPdfLimits, abortSignal: leaving.signal }, pool);
  const third = readPdf(makePages(3, []), defaultPdfLimits, pool);
  leaving.abort();
  await expect(second).rejects.toMatchObject({ code: 'aborted' });
  expect(await first).toMatchObject({ type: 'read', pageCount: 20 });
  expect(await third).toMatchObject({ type: 'read', pageCount: 3 });
});
