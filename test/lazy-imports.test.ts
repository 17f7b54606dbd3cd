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

function packagesOf(urls: readonly string[]): string[] {
  const names = urls.flatMap((url) => url.match(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []);
  return [...new Set(names)];
}
