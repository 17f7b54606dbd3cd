import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { QuireError } from '../errors.ts';
import { pathNotFound } from './path-not-found.ts';
import { readFile } from './read/read-file.ts';

/** One document: a path, a `file:` URL, or its bytes. */
export type FileInput = string | URL | Uint8Array | Blob;

/** A document with its address, to be read when its turn comes. */
export interface NamedInput {
  readonly source: string;
  /** A fresh copy at every call. Throws QuireError `path-not-found` or `unreadable`. */
  read(): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Names an input: `source` when given, else a path as it was typed (with `/`), else the name of a `File`. Throws QuireError
 * `bad-input` at once for bytes without a name and for addresses of the web.
 */
export function nameInput(input: FileInput, source: string | undefined): NamedInput {
  if (typeof input === 'string' || input instanceof URL) {
    const path = toPath(input);
    return { source: source ?? toSource(path), read: () => readNamedFile(path) };
  }
  const name = source ?? ('name' in input && typeof input.name === 'string' ? input.name : '');
  if (name === '') {
    throw new QuireError('bad-input', {
      option: 'source',
      message: 'Bytes have no name of their own. Pass `source`.',
    });
  }
  if (input instanceof Uint8Array) return { source: name, read: async () => new Uint8Array(input) };
  return { source: name, read: async () => new Uint8Array(await input.arrayBuffer()) };
}

/** A path from a path or a `file:` URL. */
export function toPath(input: string | URL): string {
  const url = typeof input === 'string' && /^(https?|file):\/\//i.test(input) ? new URL(input) : input;
  if (typeof url === 'string') return url;
  if (url.protocol === 'file:') return fileURLToPath(url);
  throw new QuireError('bad-input', {
    option: 'path',
    message: `"${url.href}" is an address on the web, and quire reads files. Fetch it first and pass the file or its bytes.`,
  });
}

/** A path as an address: with `/` on every platform. */
export function toSource(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

// Over ten times the largest known request body, and half of what a JavaScript string can hold.
const maxNamedFileBytes = 256 * 1024 * 1024;

async function readNamedFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const read = await readFile(path, { maxBytes: maxNamedFileBytes, links: 'follow' });
  if (read.type === 'bytes') return read.bytes;
  if (read.type === 'missing') throw await pathNotFound(path, read.cause);
  const { cause } = read;
  throw new QuireError('unreadable', {
    source: toSource(path),
    message: `"${path}" cannot be read. ${read.detail}`,
    cause,
  });
}
