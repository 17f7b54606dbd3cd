import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findMissingLines, type ReadmeBlock, readBlocks, splitCommand } from './helpers/readme-blocks.ts';
import { cleanEnvironment, type RunResult, runNode } from './helpers/run-node.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const readme = readFileSync(path.join(root, 'README.md'), 'utf8').replaceAll('\r\n', '\n');
const blocks = readBlocks(readme);

const installOrTest = /^npm (ci|install|test)\b/;
const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap((block) => {
    const lines = block.text.split('\n').flatMap((line) => line.split(' && '));
    const runnable = lines.filter((line) => line !== '' && !installOrTest.test(line));
    return runnable.map((command) => ({
      command,
      printed: runnable.length === 1 ? block.printed : undefined,
    }));
  });
const printing = blocks.filter(({ language, printed }) => language === 'ts' && printed !== undefined);

test('the first screen holds the two lines for a fresh machine and the library in ten lines', () => {
  const firstScreen = readme.split('\n').slice(0, 30).join('\n');
  expect(firstScreen).toMatch(/^npm ci && npx quire ask ".+" \.$/m);
  expect(firstScreen).toMatch(/^npm ci && npm test$/m);
  const [code] = blocks.filter(({ language }) => language === 'ts');
  expect(code?.line).toBeLessThanOrEqual(20);
  expect(code?.text.trim().split('\n').length).toBeLessThanOrEqual(11);
});

test('continuous integration runs the test line of the README, word for word', () => {
  const lines = readFileSync(path.join(root, '.ci/run'), 'utf8').split(/\r?\n/);
  expect(lines).toContain('npm ci && npm test');
  expect(readme.split('\n')).toContain('npm ci && npm test');
});

test('every error code that there is stands in the README, and no other', () => {
  const facts = readFileSync(path.join(root, 'src/errors.ts'), 'utf8').match(
    /interface ErrorFacts \{[\s\S]*?\n\}/,
  )?.[0];
  const codes = [...(facts ?? '').matchAll(/^ {2}'?([a-z-]+)'?: \S/gm)].map((match) => match[1]);
  const listed = /^The codes: (.*)\.\s/m.exec(readme)?.[1]?.split(', ') ?? [];
  expect(codes.length).toBeGreaterThan(15);
  expect(listed.map((code) => code.replaceAll('`', '').replace(/\. .*/, '')).sort()).toEqual(codes.sort());
});

test('every ts block compiles', () => {
  expect(blocks.filter(({ language }) => language === 'ts').length).toBeGreaterThan(5);
  expect(compile(blocks)).toBe('');
});

test('a block that does not compile is named with its line in the README', () => {
  const block = { language: 'ts', line: 40, text: `import { load } from 'quire-qa';\nload(4);\n` };
  expect(compile([block])).toMatch(/^readme-40\.ts\(41,6\): error TS2345/);
});

describe('each command runs offline as printed', () => {
  test.each(commands)('$command', ({ command, printed }) => {
    const words = splitCommand(command);
    const [npx, name, ...args] = words;
    // npx would start the same file, half a second later and looking for a newer npm.
    const run = npx === 'npx' && name === 'quire' ? ['dist/cli/main.js', ...args] : words.slice(1);
    if (npx !== 'npx') expect(npx).toBe('node');
    expectOutput(runNode(run, { cwd: root, env: cleanEnvironment() }), printed);
  });
});

describe('each ts block with an output runs and prints it', () => {
  test.each(printing)('line $line', ({ text, printed }) => {
    // From stdin the package finds itself by its own name, as installed.
    const args = ['--input-type=module-typescript', '-'];
    expectOutput(runNode(args, { cwd: root, env: cleanEnvironment(), input: text }), printed);
  });
});

test('there are commands and outputs to check', () => {
  expect(commands.length).toBeGreaterThan(5);
  expect(commands.filter(({ printed }) => printed !== undefined).length).toBeGreaterThan(1);
  expect(printing.length).toBeGreaterThan(0);
});

test('a printed line that the output does not hold, or holds too early, is found', () => {
  const output = '12 documents\n  a.md  verified\nCost: $0\n';
  expect(findMissingLines('…\n… documents\na.md verified\n', output)).toEqual([]);
  expect(findMissingLines('a.md  NOT VERIFIED\n…', output)).toEqual(['a.md NOT VERIFIED']);
  expect(findMissingLines('Cost: $0\n12 documents', output)).toEqual(['12 documents']);
});

test('a command that only some shells understand is refused', () => {
  expect(splitCommand('npx quire ask "Why is it so?" src')).toEqual([
    'npx',
    'quire',
    'ask',
    'Why is it so?',
    'src',
  ]);
  for (const line of ['quire list | head', 'quire ask $Q', 'quire ask "$Q"', "quire ask 'Why'"]) {
    expect(() => splitCommand(line)).toThrow('Not a plain command');
  }
});

function expectOutput({ exitCode, stdout, stderr }: RunResult, printed: string | undefined): void {
  expect(exitCode, stderr).toBe(0);
  expect(stdout).not.toBe('');
  if (printed === undefined) return;
  // A block that was emptied by mistake would agree with anything.
  expect(printed).toMatch(/[^\s…]/);
  expect(findMissingLines(printed, stdout), stdout).toEqual([]);
}

/** One run of tsc over all blocks, each in a file of its own whose line numbers are those of the README. */
function compile(all: readonly ReadmeBlock[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'quire-readme-'));
  try {
    for (const { language, text, line } of all) {
      if (language !== 'ts') continue;
      writeFileSync(path.join(folder, `readme-${line}.ts`), `${'\n'.repeat(line - 1)}${text}export {};\n`);
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    const compilerOptions = {
      noUnusedLocals: false,
      paths: {
        'quire-qa': [path.join(root, 'src/index.ts').replaceAll('\\', '/')],
        'quire-qa/*': [path.join(root, 'src/*.ts').replaceAll('\\', '/')],
      },
    };
    const extended = path.join(root, 'tsconfig.json').replaceAll('\\', '/');
    const config = { extends: extended, compilerOptions, include: ['*.ts'], exclude: [] };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
    const { stdout } = runNode([path.join(root, 'node_modules/typescript/bin/tsc')], { cwd: folder });
    // An error of src is told by the type check of src, not by this test.
    return stdout.replaceAll(/^\S*\/src\/\S+\(\d.*\n(?: .*\n)*/gm, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
