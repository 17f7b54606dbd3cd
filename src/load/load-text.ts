import { QuireError } from '../errors.ts';
import type { Source } from '../segment.ts';
import { throwIfAborted } from './abort.ts';
import { type FileInput, nameInput } from './input.ts';
import { blobId } from './read/blob-id.ts';
import { decodeText } from './read/decode-text.ts';
import { isHtml, readHtml } from './read/read-html.ts';
import { isNotebook, readNotebook } from './read/read-notebook.ts';
import { findLfsBytes, lfsDetail, wholeText } from './read/text-segment.ts';

export interface LoadTextOptions {
  /**
   * The name that citations give. Needed for bytes.
   * @default the path as given, or the name of a `File`
   */
  readonly source?: string;
  readonly abortSignal?: AbortSignal;
}

/**
 * Loads one text file, or the bytes of one: a segment of all its lines; of a Jupyter notebook (`.ipynb`) a segment a cell. The encoding is found from the bytes and kept on the
 * segment where it is not UTF-8; line ends stay as they are. Files that hold credentials are read too: they were asked for by name.
 *
 * Throws QuireError when it is read: `path-not-found`, `unreadable`, `not-text`; and `bad-input` at once for bytes without a name.
 *
 * @example loadText(await request.blob(), { source: 'upload.md' })
 */
export function loadText(input: FileInput, { source: name, abortSignal }: LoadTextOptions = {}): Source {
  const { source, read } = nameInput(input, name);
  return {
    async *[Symbol.asyncIterator]() {
      throwIfAborted(abortSignal);
      const bytes = await read();
      const decoded = await decodeText(bytes);
      if (decoded.type === 'binary') {
        const message = `"${source}" cannot be read as text. ${decoded.detail}`;
        throw new QuireError('not-text', { source, message });
      }
      const { encoding } = decoded;
      const text = (isHtml(source) && readHtml(decoded.text)) || decoded.text;
      if (findLfsBytes(text) !== undefined) {
        throw new QuireError('unreadable', { source, message: `"${source}" cannot be read. ${lfsDetail}` });
      }
      throwIfAborted(abortSignal);
      const address = { source, ...(encoding !== undefined && { encoding }), version: blobId(bytes) };
      const cells = isNotebook(source) ? readNotebook(text, address) : undefined;
      yield* cells ?? [{ type: 'text', location: wholeText(text), text, ...address }];
    },
  };
}
