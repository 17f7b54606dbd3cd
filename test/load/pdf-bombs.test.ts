import { afterEach, beforeEach, expect, test } from 'vitest';
import { QuireError } from '../../src/errors.ts';
import { loadPdf } from '../../src/load/load-pdf.ts';
import { makeManyPages, pdfBombs } from './pdf-bombs.ts';

let lagMs = 0;
let peakBytes = 0;
let ticking: NodeJS.Timeout;

beforeEach(() => {
  lagMs = 0;
  let last = performance.now();
  ticking = setInterval(() => {
    const now = performance.now();
    lagMs = Math.max(lagMs, now - last - 10);
    last = now;
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, 10);
});

afterEach(() => clearInterval(ticking));

const timeoutMs = 1_500;

test.each(pdfBombs)('a PDF that %s ends in time, typed, and blocks nobody', async (_what, make) => {
  const bytes = make();
  // Making some of them blocks longer than reading may.
  await new Promise((resolve) => setTimeout(resolve, 50));
  lagMs = 0;
  peakBytes = 0;
  const started = performance.now();
  const outcome = await Array.fromAsync(loadPdf(bytes, { source: 'bomb.pdf', timeoutMs })).catch(
    (error: unknown) => error,
  );
  const seconds = (performance.now() - started) / 1000;
  // Alone it is under 1 s more: a thread takes 0.4 s to start and the same to end.
  expect.soft(seconds).toBeLessThan(timeoutMs / 1000 + 3);
  // Alone it is under 200; here other tests want the cores too.
  expect.soft(lagMs).toBeLessThan(400);
  expect.soft(peakBytes).toBeLessThan(1024 ** 3);
  if (!Array.isArray(outcome)) expect(QuireError.isInstance(outcome), String(outcome)).toBe(true);
});

test('a PDF of 100,000 pages gives those that were asked for, and one skip for the others', async () => {
  const source = loadPdf(makeManyPages(100_000), { source: 'many.pdf', maxPages: 20 });
  const items = await Array.fromAsync(source);
  expect(items).toHaveLength(21);
  expect(items.at(-1)).toMatchObject({
    type: 'skipped',
    location: { page: 21 },
    limit: { name: 'maxPages', value: 20 },
  });
});

test('a bomb among good documents leaves them as they are', async () => {
  const good = makeManyPages(5);
  const read = () => Array.fromAsync(loadPdf(good, { source: 'good.pdf' }));
  const alone = await read();
  const bomb = pdfBombs[0]?.[1]() ?? new Uint8Array();
  const [before, failure, after] = await Promise.all([
    read(),
    Array.fromAsync(loadPdf(bomb, { source: 'bomb.pdf', timeoutMs })).catch((error: unknown) => error),
    read(),
  ]);
  expect(QuireError.isInstance(failure, 'pdf-limit')).toBe(true);
  expect(before).toEqual(alone);
  expect(after).toEqual(alone);
});
