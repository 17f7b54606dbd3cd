import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { abortedError } from '../abort.ts';

/** Bounds of one call to git. */
export interface GitOptions {
  readonly timeoutMs: number;
  readonly abortSignal?: AbortSignal;
  /** Goes to stdin. */
  readonly input?: Uint8Array;
  /** What git may fetch by, as `https`. @default none */
  readonly protocols?: string;
}

/** How a call to git ended. */
export type GitEnd =
  | { readonly type: 'finished'; readonly exitCode: number; readonly stderr: string }
  | { readonly type: 'missing' }
  | { readonly type: 'timeout' };

/** How a call to git ended, with what it printed. */
export type GitResult =
  | Exclude<GitEnd, { type: 'finished' }>
  | (Extract<GitEnd, { type: 'finished' }> & { readonly stdout: Buffer });

/**
 * Runs git in `root` so that nothing which the repository configures is run: no hook, fsmonitor, filter, pager or remote
 * helper. Pass only commands that keep this promise (`ls-files`, `ls-tree`, `rev-parse`, `check-ignore`, `log --name-only`):
 * no option stops the filters of `status`, `diff` and `ls-files -m`.
 */
export async function runGit(root: string, args: readonly string[], options: GitOptions): Promise<GitResult> {
  const chunks: Buffer[] = [];
  const onOutput = (chunk: Buffer) => {
    chunks.push(chunk);
    return undefined;
  };
  const end = await streamGit(root, args, { ...options, onOutput });
  return end.type === 'finished' ? { ...end, stdout: Buffer.concat(chunks) } : end;
}

/** As `runGit`, but hands the output on as it comes; git is stopped as soon as `onOutput` returns `'enough'`. */
export function streamGit(
  root: string,
  args: readonly string[],
  {
    timeoutMs,
    abortSignal,
    input,
    protocols,
    onOutput,
  }: GitOptions & { readonly onOutput: (chunk: Buffer) => 'enough' | undefined },
): Promise<GitEnd> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(abortSignal ? [abortSignal] : [])]);
    const child = spawn(findGit(), [...safeFlags, '-C', root, ...args], {
      env: cleanEnvironment(process.env, protocols),
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      signal,
      killSignal: 'SIGKILL',
    });
    // git may end before it has read all of it.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    let stderr = '';
    let enough = false;
    child.stdout.on('data', (chunk: Buffer) => {
      if (enough || onOutput(chunk) !== 'enough') return;
      enough = true;
      child.kill('SIGKILL');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < maxStderrCharacters) stderr += chunk.toString();
    });
    child.on('error', () => {
      if (abortSignal?.aborted) reject(abortedError(abortSignal));
      else if (signal.aborted) resolve({ type: 'timeout' });
      else resolve({ type: 'missing' });
    });
    child.on('close', (code) => {
      resolve({ type: 'finished', exitCode: enough ? 0 : (code ?? 1), stderr });
    });
  });
}

/** On Windows a bare `git` would also be looked for in the current folder, which may be the repository that is read. */
function findGit(): string {
  if (process.platform !== 'win32') return 'git';
  const folders = (process.env.PATH ?? process.env.Path ?? '').split(delimiter).filter(isAbsolute);
  return (
    folders.map((folder) => join(folder, 'git.exe')).find((file) => existsSync(file)) ?? 'no-git-in-path'
  );
}

/** Starts git as `runGit` does, to talk with it. */
export function startGit(
  root: string,
  args: readonly string[],
  abortSignal?: AbortSignal,
): ChildProcessWithoutNullStreams {
  return spawn(findGit(), [...safeFlags, '-C', root, ...args], {
    env: cleanEnvironment(process.env),
    stdio: 'pipe',
    windowsHide: true,
    signal: abortSignal,
    killSignal: 'SIGKILL',
  });
}

const maxStderrCharacters = 1_000_000;

// Tried with everything planted that git knows how to run: with these flags and this environment nothing ran.
const safeFlags = [
  '--no-pager',
  '--no-optional-locks',
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', 'core.hooksPath=/dev/null'],
  ...['-c', 'log.showSignature=false'],
  ...['-c', 'safe.bareRepository=explicit'],
];

/** Without the variables that point git at another repository or program; in English, so that refusals can be told apart. */
function cleanEnvironment(environment: NodeJS.ProcessEnv, protocols = 'none'): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => userSettings.test(name) || !/^(GIT_|SSH_ASKPASS$|PAGER$|LC_ALL$|LANGUAGE$)/i.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    // `protocol.allow=never` is not enough: a planted `protocol.ext.allow=always` wins over it.
    GIT_ALLOW_PROTOCOL: protocols,
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
    // Nobody is there to type a password, or to say that a host is known.
    GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
  };
}

/** Where the user's own settings are: which files they ignore everywhere is part of git's answer. */
const userSettings = /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)$/i;
