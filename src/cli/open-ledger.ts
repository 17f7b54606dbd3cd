import { join } from 'node:path';
import { fileLedger, type Ledger } from '../index.ts';
import type { CommandContext, CommandOption } from './command.ts';
import { findCacheFolder } from './open-cache.ts';

export const ledgerOption = {
  ledger: {
    type: 'string',
    value: 'FILE',
    summary: 'where questions and their costs are written down, instead of the cache folder',
  },
} as const satisfies Record<string, CommandOption>;

/** The ledger of the command line: `--ledger FILE`, else in the cache folder; none with `--no-cache` or without a home. */
export function openLedger({ values, env }: Pick<CommandContext, 'values' | 'env'>): Ledger | undefined {
  if (typeof values.ledger === 'string') return fileLedger(values.ledger);
  const folder = values['no-cache'] === true ? undefined : findCacheFolder(env);
  return folder === undefined ? undefined : fileLedger(join(folder, 'ledger.jsonl'));
}
