/** pdfjs-dist ships no types for it. It is imported for what it does. */
declare module 'pdfjs-dist/legacy/build/pdf.worker.mjs';
