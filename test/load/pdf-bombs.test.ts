import { afterEach, beforeEach, expect, test } from 'vitest';
import { QuireError } from '../../src/errors.ts';
import { loadPdf } from '../../src/load/load-pdf.ts';
import { makeManyPages, pdfBombs } from './pdf-bombs.ts';

/** The longest stretch of work between two ticks of a timer, by this thread's processor time: other tests want the cores too. */
let busyMs = 0;
let peakBytes = 0;
let ticking: NodeJS.Timeout;

beforeEach(() => {
  let last = processorMs();
  ticking = setInterval(() => {
    const now = processorMs();
    busyMs = Math.max(busyMs, now - last);
    last = now;
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, 10);
});

function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

afterEach(() => clearInterval(ticking));

const timeoutMs = 1_500;
/** Begins when a thread is free, so its start, 0.3 s and more on a busy machine, counts. */
const documentTimeoutMs = 3_000;

test.each(pdfBombs)('a PDF that %s ends in time, typed, and blocks nobody', async (_what, make) => {
  const bytes = make();
  // Making some of them blocks longer than reading may.
  await new Promise((resolve) => setTimeout(resolve, 50));
  busyMs = 0;
  peakBytes = 0;
  // Making one leaves up to half a gigabyte of garbage in this process, which is not the reader's.
  const bytesBefore = process.memoryUsage.rss();
  const started = performance.now();
  const source = loadPdf(bytes, { source: 'bomb.pdf', timeoutMs, documentTimeoutMs });
  const outcome = await Array.fromAsync(source).catch((error: unknown) => error);
  const milliseconds = performance.now() - started;
  expect.soft(milliseconds).toBeLessThan(documentTimeoutMs + 1_000);
  expect.soft(busyMs).toBeLessThan(200);
  expect.soft(peakBytes - bytesBefore).toBeLessThan(1024 ** 3);
  if (!Array.isArray(outcome)) expect(QuireError.isInstance(outcome), String(outcome)).toBe(true);
});

test('a PDF of 100,000 pages gives those that were asked for, and one skip for the others', async () => {
  const source = loadPdf(makeManyPages(100_000), { source: 'many.pdf', maxPages: 20 });
  const items = await Array.fromAsync(source);
  expect(items).toHaveLength(21);
  expect(items[19]).toMatchObject({ type: 'text', text: expect.stringContaining('note') });
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
