import { expect, test } from 'vitest';
import type { PdfEvent, PdfRequest } from '../../../../src/load/pdf/thread/pdf-events.ts';
import { defaultPdfLimits } from '../../../../src/load/pdf/thread/pdf-limits.ts';
import { readPdf } from '../../../../src/load/pdf/thread/read-pdf.ts';
import type { ReaderThread } from '../../../../src/load/pdf/thread/reader-thread.ts';
import type { ThreadPool } from '../../../../src/load/pdf/thread/thread-pool.ts';

const outOfMemory: PdfEvent = {
  type: 'stopped',
  limit: { name: 'maxMemoryBytes', value: 9 },
  message: 'It needs more.',
};
const layout = { width: 99, height: 99, blocks: [] };

/** Threads with room for so many pages each, of which some take more than a whole thread has; the first may be full already. */
function makePool({
  room,
  tooLarge,
  isFirstFull,
}: Record<'room' | 'tooLarge', number> & { isFirstFull: boolean }) {
  let started = 0;
  const start = (): ReaderThread => {
    const events: PdfEvent[] = [];
    const isFull = isFirstFull && started === 0;
    let left = isFull ? 0 : room;
    let hasEnded = false;
    started += 1;
    const answer = (event: PdfEvent) => {
      if (!hasEnded) events.push(event);
      hasEnded ||= event.type === 'stopped';
    };
    const ask = (request: PdfRequest) => {
      if (request.type === 'prepare') answer({ type: 'ready' });
      if (request.type === 'open') answer(isFull ? outOfMemory : { type: 'opened', pages: 5 });
      if (request.type === 'facts') answer({ type: 'facts', facts: { outline: [], attachments: [] } });
      if (request.type === 'close') answer({ type: 'closed' });
      if (request.type !== 'pages') return;
      for (let page = request.from; page <= request.to; page++) {
        if (page === tooLarge || left-- === 0) return answer(outOfMemory);
        answer({ type: 'page', page, characters: 1, layout: { ...layout, page }, notices: [] });
      }
    };
    return {
      isIsolated: true,
      maxMemoryBytes: 9,
      ask,
      next: async () => events.shift() ?? outOfMemory,
      hasEnded: () => hasEnded && events.length === 0,
      hasServed: () => isFull,
      rest() {},
      async stop() {},
    };
  };
  const pool: ThreadPool = {
    borrow: async () => start(),
    borrowSpare: () => undefined,
    replace: async () => start(),
    giveBack() {},
  };
  return { pool, started: () => started };
}

test('a page for which earlier pages left no memory is read in a new thread; one that is too large for it is given up', async () => {
  const { pool, started } = makePool({ room: 2, tooLarge: 4, isFirstFull: false });
  const reading = await readPdf(new Uint8Array(), defaultPdfLimits, pool);
  const pages = reading.type === 'read' ? reading.pages : [];
  expect(pages.map(({ page, type }) => `${page} ${type}`)).toEqual([
    '1 page',
    '2 page',
    '3 page',
    '4 page-failed',
    '5 page',
  ]);
  // 1 and 2; 3; 4 alone, which is enough to know; 5.
  expect(started()).toBe(4);
});

test('a document that finds the memory full of another one is opened in a new thread', async () => {
  const { pool, started } = makePool({ room: 9, tooLarge: 0, isFirstFull: true });
  expect(await readPdf(new Uint8Array(), defaultPdfLimits, pool)).toMatchObject({
    type: 'read',
    pageCount: 5,
  });
  expect(started()).toBe(2);
});
