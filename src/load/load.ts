import { open, stat } from 'node:fs/promises';
import { toPath } from './input.ts';
import { type LoadPdfOptions, loadPdf } from './load-pdf.ts';
import { type LoadRepositoryOptions, loadRepository } from './load-repository.ts';
import { type LoadTextOptions, loadText } from './load-text.ts';
import type { LoadedSource } from './loaded-source.ts';
import { pathNotFound } from './path-not-found.ts';

/** The options of all loaders; each is used where it applies. */
export interface LoadOptions extends LoadRepositoryOptions, LoadPdfOptions, LoadTextOptions {}

/**
 * Loads whatever is at a path: a folder as `loadRepository`, a PDF (by its ending or its first bytes) as `loadPdf`, any other
 * file as `loadText`. Which one is found out when it is read, and then their errors are thrown.
 *
 * @example load('handbook.pdf')
 */
export function load(path: string | URL, options: LoadOptions = {}): LoadedSource {
  const file = toPath(path);
  return {
    async *[Symbol.asyncIterator]() {
      switch (await findKind(file)) {
        case 'folder':
          return yield* loadRepository(file, options);
        case 'pdf':
          return yield* loadPdf(file, options);
        case 'text':
          return yield* loadText(file, options);
      }
    },
    async describe() {
      return (await findKind(file)) === 'folder' ? loadRepository(file, options).describe() : { notices: [] };
    },
  };
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
