import { partitionOf } from './partition.ts';
import type { Reading } from '../ingest/validate-reading.ts';

export interface Store {
  readonly sealing: boolean;
  append(readings: readonly Reading[]): Promise<void>;
}

/** Opens the archive for appending. There must be only one writer: see docs/decisions/0003-one-writer.md. */
export async function openStore(): Promise<Store> {
  const open = new Map<string, Reading[]>();
  return {
    sealing: false,
    async append(readings) {
      for (const reading of readings) {
        const key = partitionOf(reading);
        const rows = open.get(key) ?? [];
        rows.push(reading);
        open.set(key, rows);
      }
    },
  };
}
