import { type GitOptions, runGit } from './git.ts';

/** The messages of the newest `log` commits that touch a folder, newest first; `undefined` where there is no history. */
export async function readLog(
  {
    root,
    where,
    commit = 'HEAD',
  }: { readonly root: string; readonly where: readonly string[]; readonly commit?: string },
  { log, ...options }: GitOptions & { readonly log: number },
): Promise<string | undefined> {
  const { timeoutMs, abortSignal } = options;
  const answer = await runGit(root, [...where, ...logArguments(log, commit)], { timeoutMs, abortSignal });
  if (answer.type !== 'finished' || answer.exitCode !== 0) return undefined;
  const commits = answer.stdout.toString().split('\0').slice(0, -1);
  if (commits.length === 0) return undefined;
  return commits.map(formatCommit).join('\n');
}

const logArguments = (log: number, commit: string) => [
  ...[
    'log',
    '--no-show-signature',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
    '--no-patch',
    '--no-notes',
  ],
  ...[`--max-count=${log}`, '--format=%h%x01%ct%x01%an%x01%B', '-z', commit, '--', '.'],
];

/** In UTC, so that the text is the same everywhere. */
function formatCommit(record: string): string {
  const [id = '', seconds = '', author = '', message = ''] = record.split('\x01');
  const date = new Date(Number(seconds) * 1000).toISOString().replace(/\.000Z$/, 'Z');
  const lines = message.trim().split('\n');
  return `commit ${id} ${date} ${author}\n\n${lines.map((line) => (line === '' ? '' : `    ${line}`)).join('\n')}\n`;
}
