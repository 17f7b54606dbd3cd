import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { listLoadedModules } from './helpers/list-loaded-modules.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const heavy = ['pdfjs-dist', 'gpt-tokenizer', 'ai', 'fast-glob', 'ignore', '@ai-sdk/alibaba', 'zod'];

test.each([
  ['the library as installed', ['--input-type=module', '--eval', `import 'quire-qa'`]],
  ['the library from its sources', ['--input-type=module', '--eval', `import './src/index.ts'`]],
  ['quire --help', ['src/cli/main.ts', '--help']],
  ['quire --version', ['src/cli/main.ts', '--version']],
])('%s loads no heavy package', (_what, args) => {
  const { exitCode, stderr, urls } = listLoadedModules(args, root);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  // Something of ours was loaded, so the list is not empty for the wrong reason.
  expect(urls.some((url) => /\/(src|dist)\/index\.[jt]s$/.test(url))).toBe(true);
  expect(packagesOf(urls).filter((name) => heavy.includes(name))).toEqual([]);
});

test('the list holds every heavy package when it is loaded', () => {
  const entries = heavy.map((name) => (name === 'pdfjs-dist' ? 'pdfjs-dist/legacy/build/pdf.mjs' : name));
  const code = entries.map((entry) => `await import('${entry}');`).join('\n');
  const { urls } = listLoadedModules(['--input-type=module', '--eval', code], root);
  expect(packagesOf(urls)).toEqual(expect.arrayContaining(heavy));
});

test('counting tokens loads the tokenizer, so that its absence above means something', () => {
  const code = `
    import { prepareContext } from './src/index.ts';
    const location = { type: 'lines', start: 1, end: 1 };
    await prepareContext({ sources: [[{ type: 'text', source: 'a', location, text: 'b' }]], model: 'alibaba/qwen3.5-flash' });`;
  const { urls } = listLoadedModules(['--input-type=module', '--eval', code], root);
  expect(packagesOf(urls)).toContain('gpt-tokenizer');
  expect(packagesOf(urls)).not.toContain('ai');
});

test('a second run with a cache does not load the tokenizer, unless something changed', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'quire-cache-'));
  const packagesFor = (text: string) => {
    const code = `
      import { folderCache, prepareContext } from './src/index.ts';
      const location = { type: 'lines', start: 1, end: 1 };
      const sources = [[{ type: 'text', source: 'a', location, text: ${JSON.stringify(text)} }]];
      await prepareContext({ sources, model: 'alibaba/qwen3.5-flash', cache: folderCache(${JSON.stringify(folder)}) });`;
    const { urls, stderr } = listLoadedModules(['--input-type=module', '--eval', code], root);
    expect(stderr).toBe('');
    return packagesOf(urls);
  };
  try {
    expect(packagesFor('one')).toContain('gpt-tokenizer');
    expect(packagesFor('one')).not.toContain('gpt-tokenizer');
    expect(packagesFor('two')).toContain('gpt-tokenizer');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function packagesOf(urls: readonly string[]): string[] {
  const names = urls.flatMap((url) => url.match(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []);
  return [...new Set(names)];
}
