import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { runNode } from '../../../helpers/run-node.ts';
import { makePdf } from '../../make-pdf.ts';

const loader = fileURLToPath(new URL('../../../../src/load/load-pdf.ts', import.meta.url));

test('an application bundled whole, pdf.js in it, reads a PDF, and says what it lacks', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quire-bundle-'));
  try {
    const code = `
      import { loadPdf } from ${JSON.stringify(loader)};
      for await (const { text } of loadPdf('a.pdf')) console.log(text);`;
    writeFileSync(join(folder, 'main.ts'), code);
    const bundle = await rolldown({ input: join(folder, 'main.ts'), platform: 'node', onLog() {} });
    await bundle.write({ dir: join(folder, 'dist'), format: 'esm' });
    await bundle.close();
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'a.pdf'), await makePdf((pdf) => pdf.text('Whales sing.')));
    const { stdout, stderr, exitCode } = runNode(['dist/main.js'], { cwd: folder });
    expect(stdout).toContain('Whales sing.\n');
    expect(stderr).toMatch(/QUIRE_PDF_NOT_ISOLATED.*CMaps/);
    expect(exitCode).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
