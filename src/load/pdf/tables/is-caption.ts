import type { WordRow } from './find-rows.ts';

/** Whether a line begins as the caption of a table or figure does: it stands beside the table, not in it. */
export function isCaption(row: WordRow | undefined): boolean {
  return /^(?:tab|fig|table|figure|exhibit|panel)\b/i.test(row?.words[0]?.text ?? '');
}
