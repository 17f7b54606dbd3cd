import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { type GitOptions, runGit } from '../git/git.ts';
import { readFile } from '../read/read-file.ts';
import { byteString, type EntryName } from './entry-name.ts';
import { createIgnoreRules, type IgnoreRules } from './ignore-rules.ts';
import { readRules } from './read-rules.ts';

/** The rules that hold in a folder before any file in it is read. `base` is where the folder stands as seen from them. */
export interface OuterRules {
  readonly rules: IgnoreRules;
  readonly base: EntryName;
}

/**
 * What git would apply besides the `.gitignore` files below `root`: the user's own excludes (core.excludesFile, or its
 * default), `.git/info/exclude`, and the `.gitignore` of every folder above, up to one that holds a `.git`. When these rules
 * leave `root` itself out they do not count: it was asked for by name.
 */
export async function readOuterRules(root: string, options: GitOptions): Promise<OuterRules> {
  const folders = await foldersAbove(root);
  const [top = root] = folders;
  const toName = (folder: string) => ({ path: relative(top, folder).split(sep).join('/') });
  const base = toName(root);
  const own = await readUserRules(byteString(base), options);
  let rules = await addFile(own, '', join(top, '.git/info/exclude'), 'refuse');
  for (const folder of folders.slice(0, -1))
    ({ rules } = await readRules(
      { root: top, folder: toName(folder), name: '.gitignore', base: { path: '' } },
      rules,
    ));
  const isLeftOut = base.path !== '' && rules.judge(`${byteString(base)}/`) === 'ignored';
  return isLeftOut ? { rules: await createIgnoreRules(), base: { path: '' } } : { rules, base };
}

/** From the folder that holds a `.git`, or from the top of the file system, down to `root`. */
async function foldersAbove(root: string): Promise<string[]> {
  const folders = [root];
  for (let folder = root; dirname(folder) !== folder && !(await exists(join(folder, '.git'))); ) {
    folder = dirname(folder);
    folders.unshift(folder);
  }
  return folders;
}

async function readUserRules(base: string, options: GitOptions): Promise<IgnoreRules> {
  const answer = await runGit(
    '.',
    ['config', '--global', '--get', '--type=path', 'core.excludesFile'],
    options,
  );
  const set = answer.type === 'finished' && answer.exitCode === 0 ? answer.stdout.toString().trim() : '';
  const settings = process.env.XDG_CONFIG_HOME || join(homedir(), '.config');
  return addFile(await createIgnoreRules(), base, set || join(settings, 'git/ignore'), 'follow');
}

async function addFile(
  rules: IgnoreRules,
  folder: string,
  file: string,
  links: 'follow' | 'refuse',
): Promise<IgnoreRules> {
  const read = await readFile(file, { maxBytes: 1024 * 1024, links });
  return read.type === 'bytes' ? rules.with(folder, Buffer.from(read.bytes).toString('latin1')).rules : rules;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
