import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ImitationProvider, startImitationProvider } from '../helpers/imitation-provider.ts';
import { providerEnv } from '../helpers/provider-env.ts';
import { runQuire } from '../helpers/run-quire.ts';

let folder: string;
let provider: ImitationProvider;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-vision-'));
  provider = await startImitationProvider();
  // A page of drawing and no text, as a scan is.
  const pdf = new PDFDocument({ size: [300, 300] });
  const file = pdf.pipe(createWriteStream(path.join(folder, 'scan.pdf')));
  pdf.rect(40, 40, 200, 120).fill('black');
  pdf.end();
  await finished(file);
});
afterEach(async () => {
  await provider.close();
  await rm(folder, { recursive: true, force: true });
});

const ask = (...args: string[]) =>
  runQuire(['ask', 'What is on the page?', 'scan.pdf', ...args], {
    cwd: folder,
    env: providerEnv(provider, folder),
  });

test('--vision sends the pages of a scan as images', async () => {
  const { stderr, exitCode } = await ask('--vision');
  expect(stderr).toContain('1 file');
  expect(exitCode).toBe(0);
  expect(JSON.stringify(provider.requests[0]?.body)).toMatch(/"url":"data:image\/png;base64,iVBOR/);
});

test('a model that takes no images is told before any request', async () => {
  const { stderr, exitCode } = await ask('--vision', '--model', 'offline');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('takes no images');
  expect(provider.requests).toHaveLength(0);
});
