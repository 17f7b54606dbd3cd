import { setImmediate } from 'node:timers/promises';
import { QuireError } from '../errors.ts';
import type { ProgressEvent } from '../progress.ts';
import {
  type MediaSegment,
  type Skipped,
  type Source,
  type SourceItem,
  segmentId,
  type TextSegment,
} from '../segment.ts';
import { formatSkipped } from '../text/format-skipped.ts';

/** Reads sources to their end: every text once, and all that was met and is not read. Throws `no-text` when there is none but blank text. */
export async function collectSegments({
  sources,
  media: wanted = 'skip',
  abortSignal,
  onProgress,
}: {
  readonly sources: readonly Source[];
  /**
   * Whether images are left out, or kept with a text in their place that names them; what the caller attached is kept too, but for
   * `skip-all`. @default 'skip'
   */
  readonly media?: 'skip' | 'send' | 'skip-all';
  readonly abortSignal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
}): Promise<{
  readonly segments: TextSegment[];
  readonly media: readonly MediaSegment[];
  readonly skipped: Skipped[];
  readonly bytes: number;
}> {
  const segments = new Map<string, TextSegment>();
  const skipped: Skipped[] = [];
  const media: MediaSegment[] = [];
  let bytes = 0;
  for (const source of sources) {
    for await (const read of readUntilAborted(source, abortSignal)) {
      const isSent =
        read.type === 'media' && (wanted === 'send' || (wanted === 'skip' && read.attached === true));
      if (isSent) media.push(read);
      const item = isSent ? standIn(read) : read;
      if (item.type === 'text') {
        const id = segmentId(item);
        const known = segments.get(id);
        if (known === undefined) segments.set(id, item);
        else skipped.push(duplicate(item, known));
        bytes += Buffer.byteLength(item.text);
      } else skipped.push(item.type === 'media' ? skipMedia(item) : item);
      onProgress?.({
        type: 'load',
        segments: segments.size,
        skipped: skipped.length,
        bytes,
        source: item.source,
      });
    }
  }
  abortSignal?.throwIfAborted();
  const read = [...segments.values()];
  if (!read.some(({ text }) => /\S/.test(text))) throw noText(read, skipped);
  return { segments: read, media, skipped, bytes };
}

/** The text in the place of an image: by its address the model cites what it sees. */
function standIn({
  source,
  location = { type: 'lines', start: 1, end: 1 },
  mediaType,
  attached,
}: MediaSegment): TextSegment {
  const what = mediaType.startsWith('image/') ? 'An image' : 'A file';
  return {
    type: 'text',
    source,
    location,
    text: `(${what}, ${mediaType}. It stands behind the documents under this id.)`,
    // So the documents are the same bytes with it and without.
    ...(attached === true && { isVolatile: true }),
  };
}

/** What is said of an image that is not sent. */
export function skipMedia({ source, location, data, mediaType }: MediaSegment): Skipped {
  return {
    type: 'skipped',
    source,
    ...(location !== undefined && { location }),
    reason: 'media',
    detail: `${mediaType}: documents are read as text.`,
    bytes: data.byteLength,
  };
}

/** A source that waits for ever, or that never lets a signal in between, must not outlive the signal. */
export async function* readUntilAborted(
  source: Source,
  abortSignal: AbortSignal | undefined,
): AsyncGenerator<SourceItem> {
  const iterator =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  // Compared as objects: a generator is its own iterator.
  if (Object.is(iterator, source)) {
    throw new QuireError('bad-input', {
      option: 'sources',
      message:
        'A source is a generator, which can be read only once. Pass an iterable that begins anew each time.',
    });
  }
  // One listener for all items: one for each would take as long as reading a small file.
  let stop = (_reason: unknown) => {};
  const onAbort = () => stop(abortSignal?.reason);
  abortSignal?.addEventListener('abort', onAbort);
  const next = () =>
    new Promise<IteratorResult<SourceItem>>((resolve, reject) => {
      stop = reject;
      abortSignal?.throwIfAborted();
      Promise.resolve(iterator.next()).then(resolve, reject);
    });
  let lastPause = performance.now();
  let finished = false;
  try {
    for (;;) {
      if (performance.now() - lastPause > 50) {
        await setImmediate();
        lastPause = performance.now();
      }
      const { value, done } = await next();
      if (done) {
        finished = true;
        return;
      }
      yield value;
    }
  } finally {
    abortSignal?.removeEventListener('abort', onAbort);
    // Not awaited: what hangs in `next` hangs here too.
    if (!finished) void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

function duplicate({ source, location, text }: TextSegment, known: TextSegment): Skipped {
  const detail =
    text === known.text
      ? 'The same document was given twice.'
      : 'Another document has the same address. Give each source a name of its own (`name`), so that both are read.';
  return { type: 'skipped', source, location, reason: 'duplicate', detail };
}

function noText(blank: readonly TextSegment[], skipped: readonly Skipped[]): QuireError {
  const why = [
    ...(blank.length === 0
      ? []
      : [
          `what was read is empty (${[...new Set(blank.map(({ source }) => source))].slice(0, 3).join(', ')})`,
        ]),
    ...(skipped.length === 0 ? [] : [`left out are ${formatSkipped(skipped)}`]),
  ];
  const message =
    why.length === 0 ? 'no files were found. Check the path and the ignore rules' : why.join('; ');
  return new QuireError('no-text', {
    skipped: skipped.length,
    message: `There is nothing to read: ${message}.`,
  });
}
