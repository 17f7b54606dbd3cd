import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { runNode } from '../../../helpers/run-node.ts';
import { makePdf } from '../../make-pdf.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A copy of the sources, without the worker's file where the bundle of an application would not hold it. */
async function copySources({ withWorker }: { readonly withWorker: boolean }): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'quire-sources-'));
  made.push(folder);
  cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true });
  if (!withWorker) rmSync(join(folder, 'src/load/pdf/thread/read-pdf-worker.ts'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'a.pdf'), await makePdf((pdf) => pdf.text('Whales sing.')));
  const code = `
    import { loadPdf } from './src/load/load-pdf.ts';
    for (const pass of [1, 2]) for await (const { text } of loadPdf('a.pdf')) console.log(pass, text);`;
  writeFileSync(join(folder, 'main.ts'), code);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}

test('where the worker cannot be found PDFs are read in the calling thread, with one warning', async () => {
  const { stdout, stderr, exitCode } = runNode(['main.ts'], {
    cwd: await copySources({ withWorker: false }),
  });
  expect(stdout).toBe('1 Whales sing.\n2 Whales sing.\n');
  expect(stderr.match(/QUIRE_PDF_NOT_ISOLATED/g)).toHaveLength(1);
  expect(exitCode).toBe(0);
});

test('where it is found there is no warning, and the process ends by itself', async () => {
  const { stdout, stderr, exitCode } = runNode(['main.ts'], { cwd: await copySources({ withWorker: true }) });
  expect(stdout).toBe('1 Whales sing.\n2 Whales sing.\n');
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
});
