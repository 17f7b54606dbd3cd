import type { Skipped } from '../index.ts';
import { describePlace } from './describe-place.ts';

/** How many were skipped for each reason: `8 binary, 2 credentials`. */
function countReasons(skipped: readonly Skipped[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');
}

/** One line about what was not read, or nothing. */
export function noticeSkipped(skipped: readonly Skipped[]): string | undefined {
  if (skipped.length === 0) return undefined;
  return `Not read: ${countReasons(skipped)}. \`quire inspect\` names them.`;
}

/** A skip in one line. */
export function describeSkipped({ source, location, reason, detail, bytes }: Skipped): string {
  const place = location === undefined || location.type === 'lines' ? '' : describePlace('', location);
  const size = bytes === undefined ? '' : ` (${bytes} bytes)`;
  return `${reason.padEnd(17)} ${source}${place}${size}${detail === undefined ? '' : `: ${detail}`}`;
}
