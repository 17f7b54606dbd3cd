import { createRequire } from 'node:module';
import { QuireError } from '../../../errors.ts';

/**
 * What becomes of a page that is an image or a drawing without text: told as skipped; drawn as a PNG image for a model that
 * sees; or read by OCR (English).
 */
export type ScannedPages = 'skip' | 'image' | 'ocr';

/** Both need packages that may not be installed. Throws QuireError `missing-package` before anything is read. */
export function assertCanScan(scannedPages: ScannedPages): void {
  if (scannedPages === 'skip') return;
  // pdfjs-dist brings it along, as an optional dependency of its own.
  need('@napi-rs/canvas', createRequire(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')));
  if (scannedPages === 'image') return;
  for (const name of ['tesseract.js', '@tesseract.js-data/eng'])
    need(name, createRequire(import.meta.url), 'npm install tesseract.js @tesseract.js-data/eng');
}

function need(name: string, { resolve }: NodeJS.Require, install = `npm install ${name}`): void {
  try {
    resolve(name);
  } catch (cause) {
    const message = `Reading scanned pages needs the package ${name}. Run: ${install}`;
    throw new QuireError('missing-package', { package: name, install, message, cause });
  }
}
