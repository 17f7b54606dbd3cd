import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { QuireError } from '../../errors.ts';
import { type GitOptions, runGit } from './git.ts';
import type { GitUrl } from './git-url.ts';

/** A repository that was fetched: no files, only what git keeps of them. */
export interface Clone {
  readonly gitDir: string;
  readonly commit: string;
}

/**
 * Fetches one commit of a repository, without its history and without a checkout, so that nothing in it can run. It is kept in
 * `folder` by address and commit: asked for again, nothing is fetched. Throws QuireError `unreadable`.
 */
export async function cloneRepository(
  address: GitUrl,
  { ref = 'HEAD', folder, ...options }: GitOptions & { readonly ref?: string; readonly folder: string },
): Promise<Clone> {
  const { url, protocol, shown } = address;
  const run = async (args: readonly string[], failure: 'throws' | 'is-told' = 'throws') => {
    const result = await runGit('.', args, { ...options, protocols: protocol });
    if (result.type === 'finished' && (result.exitCode === 0 || failure === 'is-told')) return result;
    const because =
      result.type === 'missing'
        ? 'git was not found.'
        : result.type === 'timeout'
          ? 'It took too long.'
          : explain(result.stderr);
    throw new QuireError('unreadable', { source: shown, message: `"${shown}" cannot be read. ${because}` });
  };

  const tip = /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(ref) ? { name: ref, commit: ref } : await findTip();
  const key = createHash('sha256').update(shown).digest('hex').slice(0, 24);
  const gitDir = resolve(join(folder, key, tip.commit));
  const where = `--git-dir=${gitDir}`;
  const kept = () => run([where, 'rev-parse', '--verify', '--quiet', `${keptRef}^{commit}`], 'is-told');
  if ((await kept()).exitCode !== 0) {
    // No template: it could bring hooks.
    await run(['init', '--quiet', '--bare', '--template=', gitDir]);
    const fetch = [
      where,
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-recurse-submodules',
      '--no-write-fetch-head',
    ];
    const what = ['--', url, `+${tip.name}:${keptRef}`];
    // A plain file server cannot give one commit alone.
    const shallow = await run([...fetch, '--depth=1', ...what], 'is-told');
    if (shallow.exitCode !== 0) await run([...fetch, ...what]);
  }
  return { gitDir, commit: (await kept()).stdout.toString().trim() };

  /** The full name of a ref and the commit that it stands for. */
  async function findTip() {
    const { stdout } = await run(['ls-remote', '--quiet', '--', url]);
    const commits = new Map(
      stdout
        .toString()
        .split('\n')
        .map((line) => line.split('\t'))
        .map(([commit = '', name = '']) => [name, commit] as const),
    );
    for (const name of [ref, `refs/tags/${ref}`, `refs/heads/${ref}`]) {
      const commit = commits.get(`${name}^{}`) ?? commits.get(name);
      if (commit !== undefined) return { name, commit };
    }
    throw new QuireError('unreadable', {
      source: shown,
      message: `"${shown}" has no branch or tag "${ref}". A commit has to be named in full.`,
    });
  }
}

const keptRef = 'refs/quire/commit';

/** git's own words, without the address that they may repeat with its password. */
function explain(stderr: string): string {
  const line =
    stderr.split('\n').find((each) => /^(fatal|error|remote):/.test(each)) ?? stderr.split('\n', 1)[0] ?? '';
  return line.replaceAll(/(\w+:\/\/)[^/@\s]*@/g, '$1');
}
