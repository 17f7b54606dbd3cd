import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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

test('--vision-pages sends pages that have text as pictures too, and takes only numbers of pages', async () => {
  const pdf = new PDFDocument({ size: [300, 300] });
  const file = pdf.pipe(createWriteStream(path.join(folder, 'scan.pdf')));
  pdf.text('The first page.').addPage().text('The second page.').addPage().text('The third page.');
  pdf.end();
  await finished(file);
  expect(await ask('--vision-pages', '1,3')).toMatchObject({ exitCode: 0 });
  const body = JSON.stringify(provider.requests[0]?.body);
  expect(body.match(/data:image\/png;base64,/g)).toHaveLength(2);
  expect(body).toContain('The second page.');
  for (const list of ['0', '3-1', 'two', '1-999999', '']) {
    expect(await ask('--vision-pages', list)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('takes page numbers from 1'),
    });
  }
  expect(await ask('--vision-pages', '9')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('has 3 pages'),
  });
});

test('a model that takes no images is told before any request', async () => {
  const { stderr, exitCode } = await ask('--vision', '--model', 'offline');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('takes no images');
  expect(provider.requests).toHaveLength(0);
});

test('--attach sends a file as it is, once its unknown cost is agreed to, and none to a route that takes no such file', async () => {
  await writeFile(path.join(folder, 'notes.md'), 'The quay was dry.\n');
  await writeFile(path.join(folder, 'visit.mp4'), 'not really a film');
  const attach = (env: Record<string, string>, ...args: string[]) =>
    runQuire(['ask', 'What is to be seen?', 'notes.md', '--attach', 'visit.mp4', ...args], {
      cwd: folder,
      env,
    });
  const direct = providerEnv(provider, folder);
  expect(await attach(direct, '--yes')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('takes images only, and'),
  });
  const gateway = { ...direct, AI_GATEWAY_API_KEY: 'test-key', AI_GATEWAY_BASE_URL: provider.gatewayUrl };
  expect(await attach(gateway)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('What visit.mp4 will cost is not known beforehand. Pass --yes'),
  });
  expect(await attach(gateway, '--max-cost', '1')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('so a limit of $1 cannot be kept'),
  });
  expect(provider.requests).toHaveLength(0);
  const agreed = await attach(gateway, '--yes');
  expect(agreed.stderr).toMatch(/^1 file, 1 attached, \d+ tokens, cost unknown with visit\.mp4 -> /m);
  expect(agreed.exitCode).toBe(0);
  expect(JSON.stringify(provider.requests[0]?.body)).toContain('"mediaType":"video/mp4"');
  expect(await attach(gateway, '--strategy', 'map-reduce')).toMatchObject({ exitCode: 2 });
});
