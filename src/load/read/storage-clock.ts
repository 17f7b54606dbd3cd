/** Watches how long reads take while the caller waits. */
export interface StorageClock {
  /** True when the next file is better read in another thread. */
  isSlow(): boolean;
  time<Result>(read: () => Result): Result;
}

/** Local files take some 0.03 ms each. */
const slowMs = 2;
const remembered = 16;
const timedAgainAfter = 64;

/**
 * Tells when the storage is slow (a network, a disk that has to seek): then many files at once are faster than one after the
 * other, and nobody must wait for them. What counts is how many of the last reads were slow and not how slow: on a busy machine
 * one read of a hundred waits 40 ms for the processor. Of slow storage one file in 64 is timed again: a disk may have been asleep.
 */
export function createStorageClock(now: () => number = () => performance.now()): StorageClock {
  let slowShare = 0;
  let untimed = 0;
  return {
    isSlow() {
      if (slowShare < 0.5) return false;
      untimed = (untimed + 1) % timedAgainAfter;
      return untimed !== 0;
    },
    time(read) {
      const started = now();
      const result = read();
      const wasSlow = now() - started > slowMs;
      slowShare += ((wasSlow ? 1 : 0) - slowShare) / remembered;
      return result;
    },
  };
}
