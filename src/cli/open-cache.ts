import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { type CacheStore, folderCache } from '../index.ts';
import type { CommandContext, CommandOption } from './command.ts';

export const cacheOptions = {
  'no-cache': { type: 'boolean', summary: 'neither use nor write the cache folder' },
} as const satisfies Record<string, CommandOption>;

/** The cache of the command line: in `QUIRE_CACHE_DIR`, else where the platform keeps caches; none with `--no-cache`. */
export function openCache({ values, env }: Pick<CommandContext, 'values' | 'env'>): CacheStore | undefined {
  if (values['no-cache'] === true) return undefined;
  const folder = findCacheFolder(env);
  return folder === undefined ? undefined : folderCache(folder);
}

/** `QUIRE_CACHE_DIR`, else where the platform keeps caches; `undefined` when the user has no home. */
export function findCacheFolder(env: CommandContext['env']): string | undefined {
  return env.QUIRE_CACHE_DIR || findPlatformFolder(env, process.platform);
}

/** Where caches of this user belong; `undefined` when the user has no home. */
export function findPlatformFolder(
  env: CommandContext['env'],
  platform: NodeJS.Platform,
): string | undefined {
  const home = homedir();
  if (platform === 'win32') {
    const local = env.LOCALAPPDATA || (home === '' ? undefined : join(home, 'AppData', 'Local'));
    return local === undefined ? undefined : join(local, 'quire', 'Cache');
  }
  // By the XDG specification a relative path in it is to be ignored.
  if (platform !== 'darwin' && env.XDG_CACHE_HOME !== undefined && isAbsolute(env.XDG_CACHE_HOME)) {
    return join(env.XDG_CACHE_HOME, 'quire');
  }
  if (home === '') return undefined;
  return platform === 'darwin' ? join(home, 'Library', 'Caches', 'quire') : join(home, '.cache', 'quire');
}
