import type { Reading } from '../ingest/validate-reading.ts';

/**
 * The file that a reading belongs to: one for each station and day. The day turns at 03:00 UTC, not at midnight,
 * because no station has ever had its yearly highest water between two and four in the morning.
 */
export function partitionOf({ station, at }: Reading): string {
  const day = new Date(at - 3 * 3_600_000).toISOString().slice(0, 10);
  return `${station}/${day}.ebb`;
}
