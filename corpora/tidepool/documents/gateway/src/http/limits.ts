/** A batch of 500 readings is about 46 KB; a quarter of a megabyte leaves room for long station names. */
export const bodyLimitBytes = 262_144;

/** Satellite links need up to 14 s for a full batch. */
export const requestTimeoutMs = 20_000;
