import type { ChunkStore } from '../index.ts';
import { lanceDbStore } from '../lancedb.ts';
import { type Arguments, type CommandOption, UsageError } from './command.ts';

export const storeOption = {
  store: {
    type: 'string',
    value: 'URI',
    summary: 'an index in LanceDB: a folder, or s3://BUCKET/PATH with the keys in the environment',
  },
} as const satisfies Record<string, CommandOption>;

/** The index that `--store` names; in its place no paths are read. */
export function openStore(values: Arguments['values'], paths: readonly string[]): ChunkStore | undefined {
  if (typeof values.store !== 'string') return undefined;
  if (values.store === '')
    throw new UsageError('--store takes a folder or an address such as s3://bucket/index.');
  if (paths.length > 0) {
    throw new UsageError('--store answers from what was indexed: leave the paths out, or index them first.');
  }
  for (const option of ['diff', 'log', 'attach'])
    if (values[option] !== undefined)
      throw new UsageError(`--store answers from what was indexed alone: leave --${option} out.`);
  return lanceDbStore(values.store);
}
