import { statSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { QuireError } from '../errors.ts';
import type { Source } from '../segment.ts';
import { parseGitUrl } from './git/git-url.ts';
import { toPath } from './input.ts';
import { type LoadPdfOptions, loadPdf } from './load-pdf.ts';
import { type LoadRepositoryOptions, loadRepository } from './load-repository.ts';
import { type LoadTextOptions, loadText } from './load-text.ts';
import type { LoadedSource } from './loaded-source.ts';
import { pathNotFound } from './path-not-found.ts';
import { findSecret } from './read/find-secret.ts';

/** The options of all loaders; each is used where it applies. */
export interface LoadOptions extends LoadRepositoryOptions, LoadPdfOptions, LoadTextOptions {}

/**
 * Loads whatever is at a path: a folder as `loadRepository`, a PDF (by its ending or its first bytes) as `loadPdf`, any other
 * file as `loadText`. Which one is found out when it is read, and then their errors are thrown.
 *
 * @example load('handbook.pdf')
 */
export function load(path: string | URL, options: LoadOptions = {}): LoadedSource {
  if (isRepositoryUrl(path, options)) return loadRepository(path, options);
  const file = toPath(path);
  return {
    async *[Symbol.asyncIterator]() {
      const kind = await findKind(file);
      if (kind !== 'folder' && options.ref !== undefined) {
        const message = `\`ref\` reads a folder of a repository, and "${file}" is a file. Pass its folder.`;
        throw new QuireError('bad-input', { option: 'ref', message });
      }
      switch (kind) {
        case 'folder':
          return yield* loadRepository(file, options);
        case 'pdf':
          return yield* loadPdf(file, options);
        case 'text':
          return yield* loadText(file, options);
      }
    },
    async describe() {
      const kind = await findKind(file);
      if (kind === 'folder') return loadRepository(file, options).describe();
      // With a cache a PDF is read once for both.
      const document = kind === 'pdf' ? loadPdf(file, options) : loadText(file, options);
      return { notices: await noticeSecret(document) };
    },
  };
}

/** A file that was asked for by name is read whatever it holds, but not without a word. */
async function noticeSecret(file: Source): Promise<string[]> {
  const notices: string[] = [];
  try {
    for await (const item of file) {
      const secret = item.type === 'text' ? await findSecret(item.text, item.source) : undefined;
      if (secret === undefined) continue;
      const { rule, line } = secret;
      const page =
        item.type === 'text' && item.location.type === 'page' ? `page ${item.location.page}, ` : '';
      notices.push(
        `"${item.source}" holds what looks like a secret on ${page}line ${line} (${rule}); it was asked for by name, so it is read.`,
      );
    }
  } catch {
    // Whoever reads it will hear what is wrong.
  }
  return notices;
}

/** An address that git fetches from; a file URL only of a folder, and when there is a place to keep clones. */
function isRepositoryUrl(path: string | URL, { cloneFolder }: LoadOptions): boolean {
  const url = parseGitUrl(path);
  if (url === undefined) return false;
  if (url.protocol !== 'file') return true;
  const stats = statSync(toPath(url.url), { throwIfNoEntry: false });
  return cloneFolder !== undefined && stats?.isDirectory() === true;
}

async function findKind(path: string): Promise<'folder' | 'pdf' | 'text'> {
  const stats = await stat(path).catch(async (error: unknown) => {
    throw await pathNotFound(path, error);
  });
  if (stats.isDirectory()) return 'folder';
  return path.toLowerCase().endsWith('.pdf') || (stats.isFile() && (await beginsAsPdf(path)))
    ? 'pdf'
    : 'text';
}

async function beginsAsPdf(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer } = await file.read(Buffer.alloc(5), 0, 5, 0);
      return buffer.toString('latin1') === '%PDF-';
    } finally {
      await file.close();
    }
  } catch {
    // The loader that reads it will say what is wrong.
    return false;
  }
}
