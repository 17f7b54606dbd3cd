import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { canary, type HostileTree, makeHostileTree } from './hostile-tree.ts';
import { git, makeFolder } from './make-folder.ts';

interface Run {
  readonly texts: Readonly<Record<string, string>>;
  readonly skipped: Readonly<Record<string, string>>;
  readonly details: readonly string[];
  readonly notices: readonly string[];
  readonly megabytes: number;
  readonly seconds: number;
}

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

/** Loads a folder in a process of its own, which is the only way to be somebody else and to see what it takes. */
function run(folder: string, user: 'root' | 'ordinary user'): Run {
  const program = fileURLToPath(new URL('./run-loader.ts', import.meta.url));
  const begun = performance.now();
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, folder], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: 60_000,
    env: { PATH: process.env.PATH, HOME: '/nonexistent' },
    ...(isRoot && user !== 'root' && { uid: nobody, gid: nobody }),
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return { ...JSON.parse(stdout), seconds: (performance.now() - begun) / 1000 };
}

/** Root may open what is closed, so that is neither a canary nor told. */
function expectations({ readable, told }: HostileTree, user: 'root' | 'ordinary user') {
  if (user !== 'root') return { readable, told };
  const { closed, 'closed-file': file, ...rest } = told;
  return { readable: { ...readable, 'closed/a': canary, 'closed-file': canary }, told: rest };
}

const users = isRoot ? (['root', 'ordinary user'] as const) : (['ordinary user'] as const);
const cases = users.flatMap(
  (user) =>
    [
      { user, rules: 'plain', where: 'in a work tree' },
      { user, rules: 'explosive', where: 'in a work tree' },
      { user, rules: 'plain', where: 'without git' },
    ] as const,
);
/** Only root can make a tree that belongs to another. */
const foreign = isRoot
  ? ([{ user: 'ordinary user', rules: 'plain', where: 'in a work tree of another user' }] as const)
  : [];

test.each([...cases, ...foreign])(
  'reads what it may of a hostile tree $where, with $rules rules, as $user',
  async ({ user, rules, where }) => {
    const [folder, outside] = [await makeFolder(), await makeFolder()];
    const tree = await makeHostileTree(folder, outside, rules);
    onTestFinished(() => {
      tree.close();
      spawnSync('chmod', ['-R', 'u+rwx', folder]);
      spawnSync('rm', ['-rf', folder]);
    });
    if (where === 'in a work tree of another user') chmodSync(folder, 0o755);
    else if (isRoot && user !== 'root')
      for (const each of [folder, outside]) spawnSync('chown', ['-hR', `${nobody}`, each]);
    if (where === 'without git') await rm(join(folder, '.git'), { recursive: true });
    const expected = expectations(tree, user);

    const { texts, skipped, details, notices, megabytes, seconds } = run(folder, user);
    expect(texts).toEqual(expected.readable);
    expect(skipped).toMatchObject(expected.told);
    // What else is told: ignore rules that are not applied, and where the deep folder ends.
    const more = Object.entries(skipped).filter(([source]) => !(source in expected.told));
    expect(more.filter(([source]) => !source.includes('/.gitignore') && !source.startsWith('ddd'))).toEqual(
      [],
    );
    expect(more.filter(([source]) => source.startsWith('ddd')).length).toBeGreaterThan(0);
    if (user !== 'root') expect(JSON.stringify([texts, details])).not.toContain(canary);
    expect(existsSync(tree.trap)).toBe(false);
    expect(megabytes).toBeLessThan(400);
    expect(seconds).toBeLessThan(10);
    if (rules === 'explosive' && where === 'in a work tree') expect(notices.join()).toContain('in time');
    if (where === 'in a work tree of another user') expect(notices.join()).toContain('another user owns it');
    if (process.env.QUIRE_FIGURES) console.log(user, rules, where, { megabytes, seconds });
  },
);

test('the traps of the hostile tree work: plain git walks into them', async () => {
  const [folder, outside] = [await makeFolder(), await makeFolder()];
  const tree = await makeHostileTree(folder, outside, 'plain');
  onTestFinished(() => {
    tree.close();
    spawnSync('rm', ['-rf', folder]);
  });
  chmodSync(join(folder, 'closed'), 0o755);
  try {
    git(folder, ['status']);
  } catch {
    // A planted filter may break git itself.
  }
  expect(existsSync(tree.trap)).toBe(true);
});
