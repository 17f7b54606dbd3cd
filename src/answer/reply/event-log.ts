/** Events that several readers may each read from the beginning, while they still arrive. */
export interface EventLog<Event> {
  push(event: Event): void;
  /** No more events. */
  close(): void;
  /** No more events; readers throw this after the last one. */
  fail(error: unknown): void;
  read(): AsyncIterable<Event>;
}

/** An empty log. It keeps every event, so it is meant for what is as long as an answer. */
export function createEventLog<Event>(): EventLog<Event> {
  const events: Event[] = [];
  let end: { readonly error?: unknown } | undefined;
  let changed = Promise.withResolvers<void>();
  const wake = () => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  return {
    push(event) {
      events.push(event);
      wake();
    },
    close() {
      end = {};
      wake();
    },
    fail(error) {
      end = { error };
      wake();
    },
    async *read() {
      for (let index = 0; ; ) {
        while (index < events.length) {
          yield events[index] as Event;
          index += 1;
        }
        if (end === undefined) await changed.promise;
        else if ('error' in end) throw end.error;
        else if (index === events.length) return;
      }
    },
  };
}
