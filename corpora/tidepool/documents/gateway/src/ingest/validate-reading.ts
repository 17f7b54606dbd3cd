export interface Reading {
  readonly station: string;
  /** Milliseconds since 1970, by the clock of the gauge. */
  readonly at: number;
  readonly levelMm: number;
  /** Counts up by one per reading and starts again at 65,536. */
  readonly sequence: number;
}

type Checked = { ok: true; reading: Reading } | { ok: false; reason: string };

const LOWEST_MM = -900;
const HIGHEST_MM = 9_500;
const CLOCK_SKEW_MS = 90_000;

/** Refuses what a float cannot measure and what has not happened yet. */
export function validateReading(item: unknown, { now }: { now: number }): Checked {
  if (!isReading(item)) return { ok: false, reason: 'not a reading' };
  if (item.levelMm < LOWEST_MM || item.levelMm > HIGHEST_MM) {
    return { ok: false, reason: `${item.station}: level ${item.levelMm} mm is outside the well` };
  }
  if (item.at > now + CLOCK_SKEW_MS) return { ok: false, reason: `${item.station}: from the future` };
  return { ok: true, reading: item };
}

function isReading(item: unknown): item is Reading {
  return typeof item === 'object' && item !== null && 'station' in item && 'levelMm' in item && 'at' in item;
}
