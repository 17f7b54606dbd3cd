import { messageOf } from '../../../errors.ts';
import { abortedError } from '../../abort.ts';
import { createDocumentThread, type DocumentThread, type ReadPdfOptions } from './document-thread.ts';
import { createPageQueue, type PageQueue, type StoppedReading } from './page-queue.ts';
import type { PageFailure, PdfEvent, PdfFacts, PdfPage } from './pdf-events.ts';
import { describeLimit } from './pdf-limits.ts';
import { type ThreadPool, threadPool } from './thread-pool.ts';

/** What became of a PDF. */
export type PdfReading =
  | {
      readonly type: 'read';
      /** How many pages the document says it has. */
      readonly pageCount: number;
      readonly facts: PdfFacts;
      /** In the order of the document, each page that was read or failed. */
      readonly pages: readonly (PdfPage | PageFailure)[];
      /** Why the other pages were not read. */
      readonly stopped?: StoppedReading;
    }
  | Extract<PdfEvent, { type: 'failed' }>
  /** It was stopped before it was open. */
  | Extract<PdfEvent, { type: 'stopped' }>;

/**
 * Reads a PDF in the threads of the process. No document can hang or exhaust it: a page that takes too long or too much is
 * given up with its thread, and the next page is read in a new one. From 300 pages on a second thread helps, when one is free.
 * Throws QuireError `aborted`.
 */
export async function readPdf(
  bytes: Uint8Array<ArrayBuffer>,
  options: ReadPdfOptions,
  pool: ThreadPool = threadPool,
): Promise<PdfReading> {
  const { abortSignal, maxMemoryBytes } = options;
  try {
    abortSignal?.throwIfAborted();
    const borrowed = await pool.borrow(maxMemoryBytes, abortSignal);
    const endsAt = performance.now() + options.documentTimeoutMs;
    const lead = createDocumentThread(borrowed, bytes, { options, endsAt, pool });
    const leaving = new AbortController();
    try {
      const opened = await lead.open();
      if (opened.type === 'failed' || opened.type === 'stopped') return opened;
      const pageCount = opened.type === 'opened' ? opened.pages : 0;
      const lastPage = Math.min(pageCount, options.maxPages);
      const queue = createPageQueue(lastPage, options.maxCharacters);
      if (lastPage >= pagesForTwoThreads && lead.isIsolated) {
        const signals = [leaving.signal, ...(abortSignal ? [abortSignal] : [])];
        const helperOptions = { ...options, abortSignal: AbortSignal.any(signals) };
        void help(queue, bytes, { options: helperOptions, endsAt, pool });
      }
      const facts = await findFacts(lead);
      await readTurns(lead, queue);
      await queue.done;
      const stopped = queue.stopped() ?? overMaxPages(pageCount, options.maxPages);
      return { type: 'read', pageCount, facts, pages: queue.pages(), ...(stopped && { stopped }) };
    } finally {
      leaving.abort();
      await lead.end();
    }
  } catch (error) {
    throw abortSignal?.aborted ? abortedError(abortSignal) : error;
  }
}

/** A second thread takes 0.5 s to start and open the document; 300 pages take 1 s in one. */
const pagesForTwoThreads = 300;

/** Reads pages beside the lead, when a thread is to spare. More than two would take more memory than they save time. */
async function help(
  queue: PageQueue,
  bytes: Uint8Array<ArrayBuffer>,
  context: Parameters<typeof createDocumentThread>[2],
): Promise<void> {
  const borrowed = context.pool.borrowSpare(context.options.maxMemoryBytes);
  if (borrowed === undefined) return;
  const helper = createDocumentThread(borrowed, bytes, context);
  try {
    const { type } = await helper.open();
    if (type === 'opened') await readTurns(helper, queue);
  } catch (error) {
    // Aborted because all is read, or because the caller has left: then nobody waits for the queue either.
    queue.stop({ message: `The reader failed: ${messageOf(error)}` });
  } finally {
    await helper.end();
  }
}

/** Without them if they take too long: pages need neither printed numbers nor an outline. */
async function findFacts(lead: DocumentThread): Promise<PdfFacts> {
  lead.ask({ type: 'facts' });
  const event = await lead.next();
  if (event.type === 'facts') return event.facts;
  const isWorthAnother = lead.isForEarlier(event);
  await lead.open();
  return isWorthAnother ? findFacts(lead) : { outline: [], attachments: [] };
}

/** Reads pages until none are left; those that stop the thread are given up. */
async function readTurns(thread: DocumentThread, queue: PageQueue): Promise<void> {
  let stops = 0;
  let isOpen = true;
  for (let turn = queue.take(); turn !== undefined; turn = queue.take()) {
    if (!isOpen && (await thread.open()).type !== 'opened') return queue.stop({ message: reopenFailed });
    isOpen = true;
    thread.ask({ type: 'pages', ...turn });
    for (let page = turn.from; page <= turn.to; page++) {
      const event = await thread.next();
      if (event.type === 'page' || event.type === 'page-failed') {
        queue.keep(event);
        continue;
      }
      if (event.type !== 'stopped') continue;
      const { limit, message } = event;
      if (limit?.name === 'documentTimeoutMs') return queue.stop({ limit, message });
      isOpen = false;
      if (thread.isForEarlier(event)) {
        queue.giveBack({ from: page, to: turn.to });
        break;
      }
      queue.giveBack({ from: page + 1, to: turn.to });
      queue.keep({ type: 'page-failed', page, limit, message });
      if (++stops === maxStops) return queue.stop({ limit, message: tooManyStops });
      break;
    }
  }
}

/** A document whose pages stop a thread each is not worth a fourth one. */
const maxStops = 3;
const tooManyStops = `${maxStops} pages stopped the reader.`;
const reopenFailed = 'The document could not be opened again after a page had stopped the reader.';

function overMaxPages(pageCount: number, maxPages: number): StoppedReading | undefined {
  const limit = { name: 'maxPages', value: maxPages } as const;
  return pageCount > maxPages ? { limit, message: describeLimit(limit) } : undefined;
}
