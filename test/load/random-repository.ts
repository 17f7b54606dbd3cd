import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type SeededRandom, seededRandom } from '../helpers/seeded-random.ts';

/** Makes a repository of random files, ignore rules and index from a seed: the same seed gives the same repository. */
export async function makeRandomRepository(folder: string, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const paths = new Set<string>();
  for (let n = 10 + random.below(30); n > 0; n--) paths.add(randomPath(random));
  const folders = ['', ...new Set([...paths].flatMap((path) => parentsOf(path)))];
  for (const name of folders) if (random.below(3) === 0 || name === '') paths.add(join(name, '.gitignore'));

  git(folder, ['init', '-q', '-b', 'main']);
  if (random.below(5) === 0) git(folder, ['config', 'core.ignorecase', 'true']);
  const written: string[] = [];
  for (const path of paths) {
    const content = path.endsWith('.gitignore') ? randomRules(random, paths) : `${path}\n`;
    try {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
      written.push(path);
    } catch {
      // A name can be a file here and a folder there: the first wins.
    }
  }
  if (random.below(3) === 0) await writeFile(join(folder, '.git/info/exclude'), randomRules(random, paths));
  const tracked = written.filter(() => random.below(4) === 0);
  git(folder, ['update-index', '--add', '-z', '--stdin'], tracked.map((path) => `${path}\0`).join(''));
}

const names = [
  'a',
  'b',
  'ab',
  'Ab',
  'AB',
  'a.txt',
  'b.TXT',
  'A.txt',
  'build',
  'Build',
  'x',
  '.x',
  'ä',
  'aä',
  '日本',
  'a b',
];
const oddNames = [
  ' a',
  'a ',
  'a\t',
  '#a',
  '!a',
  'a\\b',
  '\\a',
  '[a]',
  'a*',
  '?',
  '{a,b}',
  'a-b',
  '-a',
  '"a"',
  '~',
  'a]',
];

function randomName(random: SeededRandom): string {
  return random.below(6) === 0 ? random.pick(oddNames) : random.pick(names);
}

function randomPath(random: SeededRandom): string {
  return Array.from({ length: 1 + random.below(4) }, () => randomName(random)).join('/');
}

function parentsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
}

function randomRules(random: SeededRandom, paths: ReadonlySet<string>): string {
  const end = random.pick(['\n', '\n', '\n', '\r\n']);
  const rules = Array.from({ length: 1 + random.below(6) }, () => randomRule(random, [...paths]));
  return rules.join(end) + (random.below(4) === 0 ? '' : end);
}

function randomRule(random: SeededRandom, paths: readonly string[]): string {
  if (random.below(12) === 0)
    return random.pick(['', '#', '# a', '\\#a', '\\!a', '/', '!', '\\', 'a\\', '!/', '**/', '/**', '*']);
  const negation = random.below(4) === 0 ? '!' : '';
  const anchor = random.below(4) === 0 ? '/' : '';
  const path = random.below(2) === 0 ? random.pick(paths) : randomPath(random);
  const parts = path.split('/').slice(random.below(2));
  const body = parts.slice(0, 3).map((part) => randomPart(random, part));
  if (random.below(5) === 0) body.splice(random.below(body.length + 1), 0, '**');
  const ending = random.pick(['', '', '', '', '/', '/', '/*', '/**', ' ', '\\ ', '\t', '  ']);
  return negation + anchor + body.join('/') + ending;
}

/** A name as a pattern that may match it. */
function randomPart(random: SeededRandom, name: string): string {
  const letters = [...name];
  const at = random.below(Math.max(1, letters.length));
  const letter = letters[at] ?? 'a';
  const replaced = (by: string) => letters.with(Math.min(at, Math.max(0, letters.length - 1)), by).join('');
  if (letters.length === 0) return '*';
  switch (random.below(12)) {
    case 0:
      return '*';
    case 1:
      return replaced('?');
    case 2:
      return replaced('*');
    case 3:
      return replaced(`[${letter}x]`);
    case 4:
      return replaced(
        random.pick([
          '[!x]',
          '[^a]',
          '[a-c]',
          '[[:alpha:]]',
          '[[:upper:]a]',
          '[]a]',
          '[a',
          '[!]]',
          '[/]',
          '[\\a]',
          '[a-]',
        ]),
      );
    case 5:
      return replaced(`\\${letter}`);
    case 6:
      return `${letter}**`;
    case 7:
      return `*${letters.at(-1)}`;
    default:
      return name;
  }
}

function git(folder: string, args: readonly string[], input = ''): void {
  execFileSync('git', ['-C', folder, ...args], {
    input,
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
}
