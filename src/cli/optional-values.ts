import { existsSync } from 'node:fs';
import type { Command } from './command.ts';

/**
 * Writes options whose value may be left out (`--diff`, `--diff main`, `--diff=main`) as `parseArgs` takes them, with `=`. What stands
 * behind such an option is its value unless it is a question (it has a blank or a question mark, as no revision has), a path that
 * exists, an address (it has a colon), or another option: `--diff=docs` is the revision where a folder is called so too.
 */
export function fillOptionalValues(args: readonly string[], options: Command['options']): readonly string[] {
  const filled: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] as string;
    if (arg === '--') return [...filled, ...args.slice(index)];
    const bare = arg.startsWith('--') ? options[arg.slice(2)]?.bare : undefined;
    const next = args[index + 1];
    if (bare === undefined) filled.push(arg);
    else if (next !== undefined && isValue(next)) {
      filled.push(`${arg}=${next}`);
      index += 1;
    } else filled.push(`${arg}=${bare}`);
  }
  return filled;
}

function isValue(next: string): boolean {
  return next !== '' && !next.startsWith('-') && !/[\s?:]/.test(next) && !existsSync(next);
}
