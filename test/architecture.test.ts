import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { findRuleViolations } from './helpers/import-rules.ts';
import { scanImports } from './helpers/scan-imports.ts';

const root = new URL('../', import.meta.url);

test('the tree keeps the import rules', async () => {
  const files = await readTree();
  // A wrong folder would make this test pass over nothing.
  expect(files.size).toBeGreaterThan(80);
  expect(findRuleViolations(files)).toEqual([]);
});

test('the scan sees as many imports as the tree has lines that begin with one', async () => {
  for (const [file, code] of await readTree()) {
    // Helpers may hold code as text.
    if (file.startsWith('test/')) continue;
    const begins = code.match(/^(import [^(]|export (type )?[{*][^;]*? from ')/gm) ?? [];
    const found = scanImports(code).filter(
      ({ kind, insideFunction }) => kind !== 'dynamic' && !insideFunction,
    );
    expect.soft(found.length, file).toBe(begins.length);
  }
});

const violations: readonly (readonly [rule: string, file: string, code: string, said: RegExp])[] = [
  ['a shared word imports a stage', 'src/segment.ts', `import { a } from './load/a.ts';`, /nothing above/],
  [
    'a shared folder imports a verb',
    'src/text/a.ts',
    `import { a } from '../prepare-context.ts';`,
    /nothing above/,
  ],
  [
    'a stage imports another',
    'src/pack/a.ts',
    `import { a } from '../retrieve/b.ts';`,
    /verbs join pack to retrieve/,
  ],
  [
    'a stage imports a type of another',
    'src/pack/a.ts',
    `import type { A } from '../load/b.ts';`,
    /verbs join/,
  ],
  ['a stage passes another on', 'src/pack/a.ts', `export * from '../answer/b.ts';`, /verbs join/],
  ['a stage loads another later', 'src/answer/a.ts', `const f = () => import('../load/b.ts');`, /verbs join/],
  [
    'a stage knows a type of another',
    'src/answer/a.ts',
    `type A = typeof import('../load/b.ts');`,
    /verbs join/,
  ],
  ['a stage writes through the store', 'src/load/a.ts', `import { a } from '../store/b.ts';`, /verbs join/],
  ['a stage imports a verb', 'src/answer/a.ts', `import { a } from '../resolve-model.ts';`, /verbs join/],
  ['a folder has no layer', 'src/utils/a.ts', `import { a } from '../segment.ts';`, /no layer/],
  [
    'a command reaches behind the API',
    'src/cli/a.ts',
    `import { a } from '../load/b.ts';`,
    /cli uses the public API/,
  ],
  ['a script reaches behind the API', 'scripts/a.ts', `import { a } from '../src/load/b.ts';`, /public API/],
  [
    'a verb imports the index',
    'src/search-context.ts',
    `import { a } from './index.ts';`,
    /only cli, scripts and tests/,
  ],
  [
    'a stage imports the command line',
    'src/load/a.ts',
    `import { a } from '../cli/b.ts';`,
    /only cli, scripts/,
  ],
  ['src imports a test', 'src/load/a.ts', `import { a } from '../../test/helpers/b.ts';`, /outside of src/],
  [
    'a helper imports src',
    'test/helpers/a.ts',
    `import { a } from '../../src/index.ts';`,
    /helpers never import/,
  ],
  [
    'pdfjs outside of load',
    'src/text/a.ts',
    `async () => { await import('pdfjs-dist/legacy/build/pdf.mjs'); }`,
    /door/,
  ],
  ['pdfjs at load time', 'src/load/a.ts', `import * as pdfjs from 'pdfjs-dist';`, /inside the function/],
  ['pdfjs by its effect', 'src/load/a.ts', `import 'pdfjs-dist';`, /inside the function/],
  [
    'an import that types leave empty',
    'src/load/a.ts',
    `import { type A } from 'fast-glob';`,
    /inside the function/,
  ],
  [
    'a dynamic import at load time',
    'src/load/a.ts',
    `const a = await import('ignore');`,
    /inside the function/,
  ],
  [
    'git outside of load',
    'src/pack/a.ts',
    `import { spawn } from 'node:child_process';`,
    /door is src\/load/,
  ],
  [
    'the tokenizer outside of model',
    'src/pack/a.ts',
    `import type { A } from 'gpt-tokenizer';`,
    /door is src\/model/,
  ],
  [
    'the AI SDK in a stage that has no model',
    'src/retrieve/a.ts',
    `async () => { await import('ai'); }`,
    /door/,
  ],
  ['the AI SDK at load time', 'src/answer/a.ts', `import { generateText } from 'ai';`, /inside the function/],
  [
    'provider code where types are meant',
    'src/offline/a.ts',
    `import { A } from '@ai-sdk/provider';`,
    /import type/,
  ],
  ['a provider outside of resolve-model', 'src/answer/a.ts', `() => import('@ai-sdk/alibaba')`, /door/],
  [
    'the stemmer outside of text',
    'src/retrieve/a.ts',
    `import { stemmer } from 'stemmer';`,
    /door is src\/text/,
  ],
  ['a new package', 'src/load/a.ts', `import chalk from 'chalk';`, /has no door/],
  ['a computed import', 'src/load/a.ts', `async () => { await import(name); }`, /computed/],
  ['a stage writes a file', 'src/load/a.ts', `import { writeFile } from 'node:fs/promises';`, /write files/],
  ['a stage takes all of fs', 'src/load/a.ts', `import fs from 'node:fs';`, /write files/],
  ['a verb takes all of fs', 'src/load-all.ts', `import * as fs from 'node:fs';`, /write files/],
  ['a stage takes fs later', 'src/load/a.ts', `() => import('node:fs/promises')`, /write files/],
  [
    'a stage opens for writing',
    'src/load/a.ts',
    `import { open } from 'node:fs/promises'; open(x, 'w');`,
    /'?w: only store/,
  ],
  ['a stage prints', 'src/load/a.ts', 'console.log(1);', /only cli prints/],
  ['a verb prints', 'src/search-context.ts', 'process.stderr.write(text);', /only cli prints/],
];

test.each(violations)('turns red when %s', (_rule, file, code, said) => {
  const found = findRuleViolations(new Map([[file, code]]));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(said);
  expect(found[0]).toContain(`${file}:1 `);
});

const allowed: readonly (readonly [what: string, file: string, code: string])[] = [
  [
    'a verb joins stages',
    'src/prepare-context.ts',
    `import { a } from './load/a.ts'; import { b } from './pack/b.ts';`,
  ],
  [
    'a stage uses shared words',
    'src/pack/a.ts',
    `import type { A } from '../model/a.ts'; import { b } from '../segment.ts';`,
  ],
  [
    'a stage loads its package in a function',
    'src/load/a.ts',
    `export async function f() { await import('fast-glob'); }`,
  ],
  [
    'types of the AI SDK are free',
    'src/retrieve/a.ts',
    `import type { A } from 'ai'; type B = typeof import('ai');`,
  ],
  [
    'a command writes a file',
    'src/cli/commands/a.ts',
    `import { writeFile } from 'node:fs/promises'; console.log(1);`,
  ],
  [
    'a stage reads a file',
    'src/load/a.ts',
    `import { open, readFile } from 'node:fs/promises'; open(x, 'r');`,
  ],
  [
    'what only looks like an import',
    'src/pack/a.ts',
    `// import '../load/a.ts'
    /* console.log() */ const a = "import 'ai'"; const b = /import 'ai'/; const c = \`import 'ai' \${"}"} import 'ai'\`;
    const d = import.meta.url; const e = 8 / 2 / 1; f.import('ai'); export { a }; export const from = 'ai';`,
  ],
];

test.each(allowed)('stays green when %s', (_what, file, code) => {
  expect(findRuleViolations(new Map([[file, code]]))).toEqual([]);
});

test('turns red when imports run in a circle, types included', () => {
  const tree = new Map([
    ['src/pack/a.ts', `import { b } from './b.ts';`],
    ['src/pack/b.ts', `import type { C } from './c.ts';`],
    ['src/pack/c.ts', `export { a } from './a.ts';`],
  ]);
  expect(findRuleViolations(tree)).toEqual([
    'src/pack/a.ts -> src/pack/b.ts -> src/pack/c.ts -> src/pack/a.ts: imports run in a circle',
  ]);
});

async function readTree(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const found of glob('{src,scripts,test/helpers}/**/*.{ts,mts,js,mjs}', { cwd: root })) {
    const file = found.replaceAll('\\', '/');
    // Tests beside the helpers may use what they hold against them.
    if (!file.endsWith('.test.ts')) files.set(file, readFileSync(new URL(file, root), 'utf8'));
  }
  return files;
}
