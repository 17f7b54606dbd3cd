import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** Where pdfjs-dist is installed; `undefined` in a bundled application that carries its code alone. */
export function findPdfjsFolder(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  } catch {
    return undefined;
  }
}
