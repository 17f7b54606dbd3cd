import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPdfjsFolder } from './find-pdfjs-folder.ts';

let known: string | undefined;

/**
 * Names the code that reads PDFs by its bytes, pdf.js' by its version: what an older reader kept is never taken for what this
 * one reads, and nobody has to remember to raise a number. It takes some 3 ms, once. `undefined` where the code has no files.
 */
export function findReaderVersion(): string | undefined {
  try {
    known ??= hashReader();
  } catch {
    // A bundle without addresses of its own, or a file system without permission to read it.
  }
  return known;
}

function hashReader(): string {
  const own = fileURLToPath(import.meta.url);
  const folder = dirname(own);
  // In a bundled application all is in one file, with another name.
  const isBundled = !/^reader-version\.[jt]s$/.test(basename(own));
  const files = isBundled ? [basename(own)] : readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const hash = createHash('sha256');
  for (const file of files.filter((name) => /\.[cm]?[jt]s$/.test(name)).sort()) {
    hash.update(file).update(readFileSync(join(folder, file)));
  }
  const pdfjs = findPdfjsFolder();
  if (pdfjs !== undefined) hash.update(readFileSync(join(pdfjs, 'package.json')));
  return hash.digest('hex');
}
