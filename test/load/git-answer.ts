import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Which files git sees in a folder, as strings of bytes: `git ls-files -co --exclude-standard -z` without submodules, without
 * repositories inside it, without what is not on disk, and a path in conflict once. The truth that the lister is held
 * against, so it shares no code with it.
 */
export function gitAnswer(folder: string, { home }: { readonly home: string }): string[] {
  return answer(folder, ['-C', folder], home);
}

/** The same for a folder in no repository: an empty one is set beside it. `workTree` is where the rules begin. */
export function gitAnswerOutside(
  folder: string,
  { workTree, home }: { readonly workTree: string; readonly home: string },
): string[] {
  const gitDir = mkdtempSync(join(tmpdir(), 'quire-empty-'));
  try {
    run(['init', '-q', '--bare', gitDir], home);
    run(['-C', gitDir, 'config', 'core.bare', 'false'], home);
    return answer(folder, [`--git-dir=${gitDir}`, `--work-tree=${workTree}`, '-C', folder], home);
  } finally {
    rmSync(gitDir, { recursive: true });
  }
}

function answer(folder: string, where: readonly string[], home: string): string[] {
  const modules = new Set(
    records(run([...where, 'ls-files', '-s', '-z'], home))
      .filter((record) => record.startsWith('160000'))
      .map((record) => record.slice(record.indexOf('\t') + 1)),
  );
  const listed = records(run([...where, 'ls-files', '-co', '--exclude-standard', '-z'], home));
  return [...new Set(listed)]
    .filter((path) => !modules.has(path) && !path.endsWith('/') && isOnDisk(folder, path))
    .sort();
}

/** A file or a link that is reached through folders alone: what stands behind a link is not this file. */
function isOnDisk(folder: string, path: string): boolean {
  const parts = path.split('/');
  return parts.every((_, at) => {
    const name = Buffer.from(`${folder}/`).toString('latin1') + parts.slice(0, at + 1).join('/');
    const stats = lstatSync(Buffer.from(name, 'latin1'), { throwIfNoEntry: false });
    return at < parts.length - 1
      ? stats?.isDirectory() === true
      : stats !== undefined && !stats.isDirectory();
  });
}

function records(output: Buffer): string[] {
  return output.toString('latin1').split('\0').slice(0, -1);
}

function run(args: readonly string[], home: string): Buffer {
  return execFileSync('git', args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 256 * 1024 * 1024,
    env: { PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: '1' },
  });
}
