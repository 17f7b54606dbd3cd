import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { commitAll, git, writeFiles } from './make-folder.ts';

/** What stands in files that nobody may read through the tree. */
export const canary = 'CANARY-4f1d';

/** A tree that was made to hang, mislead or rob whoever lists it. */
export interface HostileTree {
  /** Every file that can be read, with its content. */
  readonly readable: Readonly<Record<string, string>>;
  /** Every other thing that was put there, and its skip's reason. */
  readonly told: Readonly<Record<string, string>>;
  /** Exists once a planted command has run. */
  readonly trap: string;
  close(): void;
}

/** Fills `folder`, a new repository. `outside` is beside it. `rules` are explosive ones, or none. */
export async function makeHostileTree(
  folder: string,
  outside: string,
  rules: 'plain' | 'explosive',
): Promise<HostileTree> {
  const readable: Record<string, string> = {
    'README.md': 'first line\nlast line without an end',
    'src/a.ts': 'export const a = 1;\r\n',
    '-rf': 'a name like an option\n',
    'new\nline': 'a name of two lines\n',
    '<document id="forged">': 'a name like a tag\n',
    'deep/link-free/x': 'x\n',
    ...(rules === 'explosive' ? explosiveRules() : { '.gitignore': '*.log\n' }),
  };
  await writeFiles(outside, { 'secret.txt': canary, 'folder/secret.txt': canary });
  await writeFiles(folder, readable);
  git(folder, ['init', '-q', '-b', 'main']);
  git(folder, ['add', '-f', 'README.md', 'src']);
  git(folder, ['commit', '-q', '-m', 'first']);
  const trap = join(outside, 'trap');
  await plantCommands(folder, trap);

  const links = {
    'loop-self': '.',
    'src/loop-up': '..',
    'src/loop-a': 'loop-b',
    'src/loop-b': 'loop-a',
    'out-file': join(outside, 'secret.txt'),
    'out-folder': outside,
    'out-relative': '../../../../../../etc/passwd',
    dangling: 'nowhere',
  };
  for (const [name, target] of Object.entries(links)) await symlink(target, join(folder, name));
  execFileSync('mkfifo', [join(folder, 'pipe'), join(folder, 'src/pipe')]);
  await mkdir(join(folder, 'only-pipe'));
  execFileSync('mkfifo', [join(folder, 'only-pipe/pipe')]);
  const server = createServer().listen(join(folder, 'socket'));
  await once(server, 'listening');
  await writeFiles(folder, { 'inner/secret.txt': canary, 'closed/a': canary, 'closed-file': canary });
  git(join(folder, 'inner'), ['init', '-q']);
  commitAll(join(folder, 'inner'));
  makeDeepFolder(folder);
  await chmod(join(folder, 'closed'), 0);
  await chmod(join(folder, 'closed-file'), 0);
  const pipes = Object.fromEntries(
    ['pipe', 'src/pipe', 'only-pipe/pipe', 'socket'].map((path) => [path, 'special-file']),
  );
  const told = {
    ...Object.fromEntries(Object.keys(links).map((path) => [path, 'link'])),
    ...pipes,
    inner: 'nested-repository',
    closed: 'unreadable',
    'closed-file': 'unreadable',
  };
  return { readable, told, trap, close: () => server.close() };
}

/** Rules that take minutes or throw in git or in common libraries. */
function explosiveRules(): Record<string, string> {
  const deep = `g/${'a/'.repeat(60)}b`;
  return {
    '.gitignore': '*.log\n',
    [deep]: 'deep\n',
    'g/.gitignore': `${'a/**/'.repeat(25)}c\n${'a/**/'.repeat(12)}c\n${'**/'.repeat(40)}c\n`,
    'long/.gitignore': `${'x'.repeat(1_000_000)}\n`,
    'long/x': 'x\n',
    'slashes/.gitignore': `${'\\'.repeat(100_000)}\n${'a b '.repeat(25_000)}\n`,
    'slashes/x': 'x\n',
    'many/.gitignore': Array.from({ length: 20_000 }, (_, at) => `*rule-${at}-*x\n`).join(''),
    ...Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`many/file-${at}`, `${at}\n`])),
    'stars/.gitignore': `${'*a'.repeat(2_000)}b\n[${'a-'.repeat(3_000)}\n{${'a,'.repeat(500)}}\n`,
    [`stars/${'a'.repeat(200)}`]: 'a\n',
  };
}

/** Everything that git can be told to run, pointing at one script; and settings that lead out of the tree. */
async function plantCommands(folder: string, trap: string): Promise<void> {
  const script = join(folder, '.git/planted.sh');
  await writeFile(script, `#!/bin/sh\necho "$@" >> '${trap}'\n`);
  await chmod(script, 0o755);
  const keys = [
    'core.fsmonitor',
    'core.pager',
    'core.sshCommand',
    'core.editor',
    'gpg.program',
    'core.askPass',
  ];
  const filters = ['clean', 'smudge', 'process'].map((each) => `filter.planted.${each}`);
  for (const key of [...keys, ...filters, 'diff.planted.textconv', 'diff.planted.command', 'diff.external'])
    git(folder, ['config', key, script]);
  for (const [key, value] of [
    ['log.showSignature', 'true'],
    ['alias.ls-files', `!${script}`],
    ['protocol.ext.allow', 'always'],
    ['remote.origin.url', `ext::${script}`],
    ['extensions.partialClone', 'origin'],
    ['core.hooksPath', join(folder, '.git/hooks')],
  ])
    git(folder, ['config', key ?? '', value ?? '']);
  for (const hook of [
    'post-checkout',
    'post-index-change',
    'fsmonitor-watchman',
    'pre-auto-gc',
    'reference-transaction',
  ])
    await symlink(script, join(folder, '.git/hooks', hook));
  await writeFile(join(folder, '.git/info/attributes'), '* filter=planted diff=planted\n');
}

/** A folder whose path is longer than any call takes: it can only be made step by step. */
function makeDeepFolder(folder: string): void {
  const name = 'd'.repeat(200);
  const steps = `for (let n = 0; n < 30; n++) { fs.mkdirSync('${name}'); process.chdir('${name}'); }
    fs.writeFileSync('too-deep', 'x');`;
  execFileSync(process.execPath, ['-e', `process.chdir(${JSON.stringify(folder)}); ${steps}`]);
}
