import type { IncomingMessage } from 'node:http';
import type { Store } from '../store/index.ts';
import { dropRepeats } from './drop-repeats.ts';
import { validateReading, type Reading } from './validate-reading.ts';

export interface Outcome {
  readonly status: 202 | 400 | 413;
  readonly body: { readonly accepted: number; readonly refused: readonly string[] };
}

/** Takes one batch. A batch is never refused as a whole because of one bad reading. */
export async function ingest(
  request: IncomingMessage,
  { store, bodyLimitBytes }: { store: Store; bodyLimitBytes: number },
): Promise<Outcome> {
  const body = await readBody(request, bodyLimitBytes);
  if (body === undefined) return { status: 413, body: { accepted: 0, refused: ['body too large'] } };
  const readings: Reading[] = [];
  const refused: string[] = [];
  for (const item of JSON.parse(body)) {
    const checked = validateReading(item, { now: Date.now() });
    if (checked.ok) readings.push(checked.reading);
    else refused.push(checked.reason);
  }
  const fresh = dropRepeats(readings);
  await store.append(fresh);
  return { status: 202, body: { accepted: fresh.length, refused } };
}

async function readBody(request: IncomingMessage, limit: number): Promise<string | undefined> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > limit) return undefined;
  }
  return text;
}
