/**
 * Loads pdf.js with its worker, which it would import itself by an address that is not written in any bundle: so a bundler takes
 * both along. It runs in the thread that calls; that is what the threads of the pool are for.
 */
export async function loadPdfjs() {
  const [pdfjs] = await Promise.all([
    import('pdfjs-dist/legacy/build/pdf.mjs'),
    // It leaves itself where pdf.js looks first: `globalThis.pdfjsWorker`.
    import('pdfjs-dist/legacy/build/pdf.worker.mjs'),
  ]);
  return pdfjs;
}
