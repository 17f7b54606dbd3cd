import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface LoadedModules {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The address of every module that was loaded, ESM and CommonJS, in order. */
  readonly urls: readonly string[];
}

/** Runs Node with these arguments and lists what it loads: the hooks see `import`, `import()` and `require` alike. */
export function listLoadedModules(args: readonly string[], cwd: string): LoadedModules {
  const folder = mkdtempSync(path.join(tmpdir(), 'quire-loaded-'));
  const list = path.join(folder, 'urls.txt');
  writeFileSync(list, '');
  try {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(hooks)}`, ...args],
      { cwd, encoding: 'utf8', env: { ...process.env, LOADED_MODULES: list } },
    );
    return { exitCode: status, stdout, stderr, urls: readFileSync(list, 'utf8').split('\n').filter(Boolean) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// Written at once, line by line: a process that ends by process.exit has told all the same.
const hooks = `
import { registerHooks } from 'node:module';
import { appendFileSync } from 'node:fs';
registerHooks({
  load(url, context, nextLoad) {
    appendFileSync(process.env.LOADED_MODULES, url + '\\n');
    return nextLoad(url, context);
  },
});
`;
