import { parentPort } from 'node:worker_threads';
import { createDocumentServer } from './document-server.ts';
import type { PdfRequest } from './pdf-events.ts';

// Runs in a worker thread: pdf.js blocks the thread it runs in, so only a thread of its own can be given a deadline.
const serve = createDocumentServer((event) => parentPort?.postMessage(event));
parentPort?.on('message', (request: PdfRequest) => serve(request));
