import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readFile } from '../read/read-file.ts';

/**
 * True when `folder` is the top of a work tree: its `.git` is a git folder, or a file that names one (a linked work tree, a
 * submodule). As git decides it; a mere folder called `.git` makes no repository.
 */
export async function isRepository(folder: string): Promise<boolean> {
  const dotGit = join(folder, '.git');
  const stats = await stat(dotGit).catch(() => undefined);
  if (stats?.isDirectory()) return isGitFolder(dotGit);
  if (!stats?.isFile()) return false;
  const read = await readFile(dotGit, { maxBytes: 65_536, links: 'follow' });
  if (read.type !== 'bytes') return false;
  const [, target] = /^gitdir: (.*?)\s*$/s.exec(Buffer.from(read.bytes).toString()) ?? [];
  return target !== undefined && isGitFolder(resolve(folder, target));
}

async function isGitFolder(folder: string): Promise<boolean> {
  const [head, objects, refs, common] = await Promise.all(
    ['HEAD', 'objects', 'refs', 'commondir'].map((name) =>
      stat(join(folder, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return head === true && (common === true || (objects === true && refs === true));
}
