import { spawnSync } from 'node:child_process';

export interface RunResult {
  /** `null` when a signal ended the process. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Goes to stdin, which is closed behind it. */
  readonly input?: string;
}

/** Runs a Node program with this very Node and waits for it. */
export function runNode(
  args: readonly string[],
  { cwd, env = process.env, input = '' }: RunOptions,
): RunResult {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, {
    cwd,
    env,
    input,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  return { exitCode: status, stdout, stderr };
}

/** The environment without keys, without npm's own variables and without colours, as on a fresh machine. */
export function cleanEnvironment(): Record<string, string | undefined> {
  const kept =
    /^(PATH|HOME|USERPROFILE|TMPDIR|TEMP|TMP|SYSTEMROOT|COMSPEC|PATHEXT|APPDATA|LOCALAPPDATA|LANG|QUIRE_CACHE_DIR)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.test(name)));
}
