import type { Skipped } from '../../segment.ts';

/** A repository inside the one that is listed. */
export function nestedRepository(source: string, what: string): Skipped {
  const detail = `${what} Load its folder as a source of its own.`;
  return { type: 'skipped', source, reason: 'nested-repository', detail };
}

/** A folder that could not be opened. */
export function closedFolder(source: string, why: string): Skipped {
  return { type: 'skipped', source, reason: 'unreadable', detail: `The folder cannot be opened (${why}).` };
}

/** Something in a folder that is neither a file nor a link. */
export function specialFile(source: string): Skipped {
  return { type: 'skipped', source, reason: 'special-file', detail: 'A pipe, socket or device.' };
}
