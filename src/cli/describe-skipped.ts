import { formatSkipped, type Skipped } from '../index.ts';
import { describePlace } from './describe-place.ts';

/** One line about what was not read, or nothing. */
export function noticeSkipped(skipped: readonly Skipped[]): string | undefined {
  if (skipped.length === 0) return undefined;
  return `Not read: ${formatSkipped(skipped)}. \`quire inspect\` names them.`;
}

/** A skip in one line. */
export function describeSkipped(skip: Skipped): string {
  const { source, location, detail, bytes } = skip;
  const reason = formatSkipped([skip]).replace(/^1 /, '');
  const place = location === undefined || location.type === 'lines' ? '' : describePlace('', location);
  const size = bytes === undefined ? '' : ` (${bytes} bytes)`;
  return `${reason.padEnd(17)} ${source}${place}${size}${detail === undefined ? '' : `: ${detail}`}`;
}
