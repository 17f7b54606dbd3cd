import type { Reading } from './validate-reading.ts';

// Radios send a reading again when the acknowledgement is lost. 2,048 is seventeen hours of the
// fastest station, longer than any outage after which a radio still repeats itself.
const REMEMBERED = 2_048;
const seen = new Map<string, true>();

/** Leaves out readings whose station and sequence number were taken in before. */
export function dropRepeats(readings: readonly Reading[]): Reading[] {
  return readings.filter(({ station, sequence }) => {
    const key = `${station}/${sequence}`;
    if (seen.has(key)) return false;
    seen.set(key, true);
    if (seen.size > REMEMBERED) forgetOldest();
    return true;
  });
}

function forgetOldest(): void {
  const oldest = seen.keys().next();
  if (!oldest.done) seen.delete(oldest.value);
}
