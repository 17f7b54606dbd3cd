import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a run of the command line ended. */
export interface QuireRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Keys and addresses; nothing else of this process's environment that quire looks at is passed on. */
  readonly env?: Readonly<Record<string, string>>;
  /** Goes to stdin, which is closed behind it. @default stdin is closed */
  readonly input?: string;
  /** Called once it runs, with a way to end it. */
  readonly onStart?: (interrupt: (signal?: NodeJS.Signals) => void) => void;
  /** Called with all of stdout so far, whenever more has come. */
  readonly onOutput?: (stdout: string, interrupt: (signal?: NodeJS.Signals) => void) => void;
}

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Runs `quire` with these arguments as a process of its own, as a script would: without a terminal. */
export function runQuire(
  args: readonly string[],
  { cwd, env, input = '', onStart, onOutput }: RunOptions = {},
): Promise<QuireRun> {
  const { promise, resolve, reject } = Promise.withResolvers<QuireRun>();
  const child = startQuire(args, { cwd, env });
  const interrupt = (signal: NodeJS.Signals = 'SIGINT') => void child.kill(signal);
  onStart?.(interrupt);
  // A run that ends before it has read all of its input is no failure.
  child.stdin.on('error', () => {}).end(input);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    onOutput?.(stdout, interrupt);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  child.on('error', reject);
  child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  return promise;
}

/** Starts it, for a test that writes to its stdin when it has read what came before. */
export function startQuire(
  args: readonly string[],
  { cwd, env = {} }: Pick<RunOptions, 'cwd' | 'env'>,
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [main, ...args], {
    ...(cwd !== undefined && { cwd }),
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      SystemRoot: process.env.SystemRoot,
      QUIRE_CACHE_DIR: process.env.QUIRE_CACHE_DIR,
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}
