import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadPdf } from '../../src/load/load-pdf.ts';
import { makeFolder } from './make-folder.ts';
import { makeBomb, makePdf, makePng, makeRawPdf, stream } from './make-pdf.ts';

const read = (bytes: Uint8Array, options: Parameters<typeof loadPdf>[1] = {}) =>
  Array.fromAsync(loadPdf(bytes, { source: 'doc.pdf', ...options }));

test('gives a segment a page, with the outline titles above it', async () => {
  const bytes = await makePdf((pdf) => {
    pdf.text('The cover.');
    pdf.addPage().text('Whales are mammals.\n\nThey sing.');
    const chapter = pdf.outline.addItem('1 Whales');
    chapter.addItem('1.1 Songs');
    chapter.addItem('1.2 Food');
    pdf.addPage().text('They eat krill.');
    pdf.addPage().text('Squid.');
    pdf.outline.addItem('2 Squid');
  });
  const items = await read(bytes);
  expect(items).toEqual(
    [
      { page: 1, text: 'The cover.' },
      { page: 2, text: 'Whales are mammals.\n\nThey sing.', headings: ['1 Whales'] },
      { page: 3, text: 'They eat krill.', headings: ['1 Whales', '1.2 Food'] },
      { page: 4, text: 'Squid.', headings: ['2 Squid'] },
    ].map(({ page, ...rest }) => ({
      type: 'text',
      source: 'doc.pdf',
      version: expect.stringMatching(/^[0-9a-f]{40}$/),
      location: { type: 'page', page },
      ...rest,
    })),
  );
});

test('names the printed page where it is not the physical one', async () => {
  const page = (content: number) =>
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents ${content} 0 R /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>`;
  const bytes = makeRawPdf([
    '<< /Type /Catalog /Pages 2 0 R /PageLabels << /Nums [0 << /S /r >> 1 << /S /D /St 2 >>] >> >>',
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    page(5),
    page(5),
    stream('BT /F 9 Tf 9 9 Td (word) Tj ET'),
  ]);
  expect((await read(bytes)).map(({ location }) => location)).toEqual([
    { type: 'page', page: 1, label: 'i' },
    { type: 'page', page: 2 },
  ]);
});

test('keeps running heads and page numbers apart from the text, and tells them', async () => {
  const bytes = await makePdf((pdf) => {
    for (const page of [1, 2, 3]) {
      if (page > 1) pdf.addPage();
      pdf.text('A History of Whales', 72, 40).text(`They sing the song of part ${'abc'[page - 1]}.`, 72, 200);
      pdf.text(String(page + 8), 300, 700);
    }
  });
  expect(await read(bytes)).toMatchObject(
    [9, 10, 11].map((printed, index) => ({
      location: { page: index + 1, label: String(printed) },
      text: `They sing the song of part ${'abc'[index]}.`,
      runningLines: ['A History of Whales', String(printed)],
    })),
  );
});

test('tells a scanned page, and keeps an empty one as an empty segment', async () => {
  const bytes = await makePdf((pdf) => {
    pdf.text('text');
    pdf.addPage().image(makePng(), 0, 0, { width: 600 });
    pdf.addPage().rect(10, 10, 50, 50).fill();
    pdf.addPage();
  });
  expect(await read(bytes)).toMatchObject([
    { type: 'text', text: 'text' },
    {
      type: 'skipped',
      reason: 'no-text',
      location: { page: 2 },
      detail: expect.stringContaining('ocrmypdf'),
    },
    { type: 'skipped', reason: 'no-text', location: { page: 3 } },
    { type: 'text', text: '', location: { page: 4 } },
  ]);
});

test('throws when no page has text', async () => {
  const scan = await makePdf((pdf) => pdf.image(makePng(), 0, 0, { width: 600 }).addPage());
  await expect(read(scan)).rejects.toMatchObject({
    code: 'pdf-no-text',
    facts: { source: 'doc.pdf', pages: 2 },
  });
});

test('asks for a password, says when it is wrong, and reads with the right one', async () => {
  const bytes = await makePdf((pdf) => pdf.text('secret text'), {
    userPassword: 'open',
    ownerPassword: 'own',
  });
  await expect(read(bytes)).rejects.toMatchObject({
    code: 'pdf-encrypted',
    message: expect.stringContaining('`password`'),
  });
  await expect(read(bytes, { password: 'no' })).rejects.toMatchObject({
    code: 'pdf-encrypted',
    message: expect.stringContaining('does not open'),
  });
  expect(await read(bytes, { password: 'open' })).toMatchObject([{ text: 'secret text' }]);
  expect(await read(bytes, { password: 'own' })).toMatchObject([{ text: 'secret text' }]);
});

test.each([
  ['garbage', Buffer.from('garbage')],
  ['nothing', Buffer.alloc(0)],
  [
    'a negative page count',
    makeRawPdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count -5 >>']),
  ],
])('calls a file of %s broken', async (_, bytes) => {
  await expect(read(bytes)).rejects.toMatchObject({ code: 'pdf-broken', facts: { source: 'doc.pdf' } });
});

test('stops a PDF that would take for ever, while the caller stays responsive', async () => {
  let ticks = 0;
  const ticking = setInterval(() => ticks++, 20);
  const started = performance.now();
  await expect(read(makeBomb(), { timeoutMs: 1_500 })).rejects.toMatchObject({
    code: 'pdf-limit',
    message: expect.stringContaining('1.5 s'),
    facts: { limit: 'timeoutMs', value: 1_500 },
  });
  clearInterval(ticking);
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(ticks).toBeGreaterThan(10);
});

test('reads no more pages than asked, and says what is missing', async () => {
  const bytes = await makePdf((pdf) => {
    for (let page = 2; page <= 40; page++) pdf.text('page').addPage();
  });
  const items = await read(bytes, { maxPages: 20 });
  expect(items).toHaveLength(21);
  expect(items.at(-1)).toMatchObject({
    type: 'skipped',
    reason: 'limit',
    location: { page: 21 },
    detail: expect.stringContaining('21 to 40'),
  });
});

test('leaves the bytes of the caller alone, and can be read again', async () => {
  const bytes = await makePdf((pdf) => pdf.text('text'));
  const source = loadPdf(bytes, { source: 'doc.pdf' });
  const first = await Array.fromAsync(source);
  expect(await Array.fromAsync(source)).toEqual(first);
  expect(bytes.length).toBeGreaterThan(500);
});

test('stops at once when the caller aborts', async () => {
  const abortSignal = AbortSignal.timeout(700);
  await expect(read(makeBomb(), { abortSignal })).rejects.toMatchObject({ code: 'aborted' });
});

test('says so when there is no such file', async () => {
  const path = join(await makeFolder(), 'none.pdf');
  await expect(Array.fromAsync(loadPdf(path))).rejects.toMatchObject({
    code: 'path-not-found',
    facts: { path },
  });
});
