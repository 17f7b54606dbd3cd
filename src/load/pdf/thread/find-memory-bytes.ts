import type { Worker } from 'node:worker_threads';

/**
 * What a worker's heap and buffers take; 0 when it does not say. Its own limit bounds the heap alone, and most of a bomb is
 * buffers.
 */
export async function findMemoryBytes(worker: Worker): Promise<number> {
  // Older versions of Node 22 do not have it; there the heap limit is all.
  if (typeof worker.getHeapStatistics !== 'function') return 0;
  const { promise: silence, resolve } = Promise.withResolvers<void>();
  // It answers between two steps of JavaScript, and one native call can take seconds: the page's deadline has to do then.
  const timer = setTimeout(resolve, 1_000);
  const answer = worker.getHeapStatistics().catch(() => {});
  const statistics = await Promise.race([answer, silence]);
  clearTimeout(timer);
  // The heap with its garbage: that is what the process takes.
  return statistics ? statistics.total_heap_size + statistics.external_memory : 0;
}
