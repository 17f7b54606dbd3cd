import { type ErrorCode, orAborted, QuireError } from '../errors.ts';
import type { Answer } from '../result.ts';

/** How one of several calls ended. */
export type AskedOutcome<Whole extends Answer = Answer> =
  | { readonly status: 'answered'; readonly answer: Whole }
  /** It failed, and the others went on; what it cost is in `error.facts`. */
  | { readonly status: 'failed'; readonly error: QuireError }
  /** Something that no call could get past, such as the limit of the costs or a refused key: nothing was sent for this one. */
  | { readonly status: 'not-asked'; readonly error: QuireError };

/**
 * Runs several calls, a few at once, and yields how each ended, in order of finishing. A call that the limit of the costs refused
 * waits for those under way, which may cost less than was held back for them. Who stops reading stops what is under way.
 *
 * @throws QuireError `aborted`
 */
export async function* askSeveral<Item>(
  items: readonly Item[],
  {
    concurrency,
    abortSignal,
    ask,
  }: {
    readonly concurrency: number;
    readonly abortSignal: AbortSignal | undefined;
    readonly ask: (item: Item, abortSignal: AbortSignal) => Promise<Answer>;
  },
): AsyncGenerator<{ readonly item: Item; readonly outcome: AskedOutcome }> {
  const waiting = [...items];
  const left = new AbortController();
  const signal = AbortSignal.any([left.signal, ...(abortSignal ? [abortSignal] : [])]);
  const running = new Map<Item, Promise<Item>>();
  const outcomes = new Map<Item, AskedOutcome>();
  const run = async (item: Item) => {
    outcomes.set(item, await outcomeOf(ask(item, signal)));
    return item;
  };
  let atOnce = concurrency;
  let fatal: QuireError | undefined;
  try {
    for (;;) {
      while (fatal === undefined && running.size < atOnce && waiting.length > 0) {
        const item = waiting.shift() as Item;
        running.set(item, run(item));
      }
      if (running.size === 0) break;
      const item = await Promise.race(running.values());
      running.delete(item);
      const outcome = outcomes.get(item) as AskedOutcome;
      if (abortSignal?.aborted && outcome.status === 'failed') {
        throw orAborted(outcome.error, abortSignal, 'Stopped before all was answered.');
      }
      if (outcome.status === 'not-asked' && running.size > 0) {
        waiting.unshift(item);
        atOnce = running.size;
        continue;
      }
      if (outcome.status === 'failed' && fatalCodes.has(outcome.error.code)) fatal = outcome.error;
      yield { item, outcome };
    }
    for (const item of waiting) if (fatal) yield { item, outcome: { status: 'not-asked', error: fatal } };
  } finally {
    left.abort();
    await Promise.allSettled(running.values());
  }
}

async function outcomeOf(asked: Promise<Answer>): Promise<AskedOutcome> {
  try {
    return { status: 'answered', answer: await asked };
  } catch (error) {
    if (!QuireError.isInstance(error)) throw error;
    return { status: wasNeverSent(error) ? 'not-asked' : 'failed', error };
  }
}

/** The limit was met before anything was sent. */
function wasNeverSent(error: QuireError): boolean {
  return QuireError.isInstance(error, 'cost-cap') && (error.facts.attempts ?? []).length === 0;
}

/** What no other call gets past either. */
const fatalCodes: ReadonlySet<ErrorCode> = new Set([
  'provider-auth',
  'provider-quota',
  'provider-model-not-found',
  'provider-unreachable',
  'cost-unknown',
  'no-key',
  'unknown-model',
  'missing-package',
  'bad-input',
]);
