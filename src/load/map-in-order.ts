/**
 * Runs `read` over the items and yields the results in the order of the items. What `read` gives at once costs no promise; what
 * it promises runs at most `concurrency` at a time. It reads on while the consumer is busy, until results of `maxWaiting` in all
 * (by `sizeOf`) are waiting, and lets timers and signals in between every few milliseconds.
 */
export async function* mapInOrder<Item, Result>(
  items: Iterable<Item>,
  read: (item: Item) => Result | Promise<Result>,
  options: {
    readonly concurrency: number;
    readonly maxWaiting: number;
    readonly sizeOf: (result: Result) => number;
  },
): AsyncGenerator<Result> {
  const iterator = items[Symbol.iterator]();
  let started: (Result | Promise<Result>)[] = [];
  let running = 0;
  let waiting = 0;
  let ended = false;
  let scheduled = false;
  let wake = () => {};

  const fill = () => {
    const pauseAt = performance.now() + sliceMs;
    while (!ended && running < options.concurrency && waiting < options.maxWaiting) {
      if (performance.now() > pauseAt) {
        schedule();
        break;
      }
      const next = iterator.next();
      if (next.done) ended = true;
      else started.push(run(next.value));
    }
    wake();
  };
  const schedule = () => {
    if (scheduled || ended) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      fill();
    });
  };
  const run = (item: Item): Result | Promise<Result> => {
    let result: Result | Promise<Result>;
    try {
      result = read(item);
    } catch (error) {
      result = Promise.reject(error);
    }
    if (!(result instanceof Promise)) {
      waiting += options.sizeOf(result);
      return result;
    }
    running++;
    result.then(
      (value) => {
        running--;
        waiting += options.sizeOf(value);
        schedule();
      },
      // A failure is met when its turn comes; until then it must not count as unhandled.
      () => running--,
    );
    return result;
  };

  try {
    schedule();
    while (true) {
      const ready = started;
      started = [];
      for (const each of ready) {
        const result = each instanceof Promise ? await each : each;
        yield result;
        waiting -= options.sizeOf(result);
        if (waiting < options.maxWaiting / 2) schedule();
      }
      if (started.length > 0) continue;
      if (ended) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      schedule();
      await promise;
    }
  } finally {
    ended = true;
  }
}

/** A timer that is due, or Ctrl-C, waits no longer than this. */
const sliceMs = 8;
