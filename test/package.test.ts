import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanEnvironment, runNode } from './helpers/run-node.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
let project: string;
let installed: string;
let files: readonly string[];

beforeAll(() => {
  project = mkdtempSync(path.join(tmpdir(), 'quire-package-'));
  const [tarball = ''] = pack(project);
  // Relative names: to some tars a drive letter is a host.
  const { status, stderr } = spawnSync('tar', ['-xzf', tarball], { cwd: project, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  installed = path.join(project, 'node_modules', manifest.name);
  mkdirSync(path.dirname(installed));
  cpSync(path.join(project, 'package'), installed, { recursive: true });
  // What npm would install beside it: the declared packages and nothing else, so that an undeclared import fails.
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) link(name);
  files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(installed, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  writeFileSync(path.join(project, 'package.json'), '{ "type": "module" }');
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

test('the package holds what runs, the README and the licence, and nothing else', () => {
  expect(files).toEqual(
    expect.arrayContaining([
      'package.json',
      'README.md',
      'LICENSE',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/cli/main.js',
    ]),
  );
  expect(
    files.filter((file) => !/^(dist\/.*\.(js|d\.ts|js\.map)|package\.json|README\.md|LICENSE)$/.test(file)),
  ).toEqual([]);
});

test('every module of src is built into it and nothing that src no longer has', () => {
  const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const expected = sources
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => `dist/${file.replaceAll('\\', '/').replace(/\.ts$/, '.js')}`);
  expect(files.filter((file) => file.endsWith('.js')).sort(), 'dist is stale: npm run build').toEqual(
    expected.sort(),
  );
});

test('its types compile for a stranger, the declarations of the package checked too', () => {
  const { stdout } = compile(`
    import { answerQuestion, extractiveModel, loadText, prepareContext, type Answer, type Source } from 'quire-qa';
    const source: Source = loadText('a.txt');
    const context = await prepareContext({ sources: [source], model: extractiveModel() });
    export const answer: Answer = await answerQuestion({ context, question: 'Why?' });
  `);
  // @ai-sdk/provider 4.0.38 wants @types/json-schema and does not bring it: an error in its files is not ours.
  const ours = stdout
    .split('\n')
    .filter((line) => /error TS/.test(line) && !/node_modules.@ai-sdk.provider/.test(line));
  expect(ours).toEqual([]);
});

test('a stranger is told of a misspelt option', () => {
  const { exitCode, stdout } = compile(`
    import { loadText, prepareContext } from 'quire-qa';
    export const context = prepareContext({ sources: [loadText('a.txt')], modell: 'offline' });
  `);
  expect(exitCode).not.toBe(0);
  expect(stdout).toMatch(/stranger\.ts.*'modell' does not exist in type 'PrepareContextOptions'/);
});

test('its command runs and tells its version', () => {
  const bin = path.join(installed, manifest.bin.quire);
  const { exitCode, stdout } = runNode([bin, '--version'], { cwd: project, env: cleanEnvironment() });
  expect(stdout).toBe(`${manifest.version}\n`);
  expect(exitCode).toBe(0);
});

test('it answers with the packages that it declares alone', () => {
  const code = `
    import { answerQuestion, extractiveModel, loadRepository, prepareContext } from 'quire-qa';
    const context = await prepareContext({ sources: [loadRepository('notes')], model: extractiveModel() });
    const { citations } = await answerQuestion({ context, question: 'How many berths does the harbour have?' });
    console.log(citations[0].source, citations[0].verified);
  `;
  mkdirSync(path.join(project, 'notes'), { recursive: true });
  writeFileSync(path.join(project, 'notes', 'harbour.md'), '# Harbour\n\nThe harbour has 14 berths.\n');
  const env = cleanEnvironment();
  const { stdout, stderr } = runNode(['--input-type=module', '-'], { cwd: project, env, input: code });
  expect(stderr).toBe('');
  expect(stdout).toBe('harbour.md true\n');
});

function pack(destination: string): string[] {
  // Without scripts: they would build dist anew under the tests that use it.
  const args = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', destination];
  const npm = process.env.npm_execpath;
  const { status, stderr } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, encoding: 'utf8' })
    : spawnSync('npm', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  expect(status, stderr).toBe(0);
  return readdirSync(destination).filter((name) => name.endsWith('.tgz'));
}

function link(name: string): void {
  const target = path.join(root, 'node_modules', name);
  const place = path.join(project, 'node_modules', name);
  if (existsSync(place)) return;
  mkdirSync(path.dirname(place), { recursive: true });
  symlinkSync(target, place, 'junction');
}

function compile(code: string) {
  writeFileSync(path.join(project, 'stranger.ts'), code);
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const flags =
    '--noEmit --strict --skipLibCheck false --module nodenext --target es2024 --lib es2024,dom,dom.asynciterable --types node';
  const typeRoots = path.join(root, 'node_modules/@types');
  return runNode([tsc, ...flags.split(' '), '--typeRoots', typeRoots, 'stranger.ts'], { cwd: project });
}
