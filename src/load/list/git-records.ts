import { isUtf8 } from 'node:buffer';
import { decodeName, type EntryName } from './entry-name.ts';

/** One record of git's `-z` output: what stands before the tab (empty where there is none), and the name behind it. */
export interface GitRecord {
  readonly head: string;
  readonly name: EntryName;
}

/** Splits git's `-z` output. `shape` says whether each record is a name, or something, a tab and a name. */
export function* gitRecords(stdout: Buffer, shape: 'name' | 'head-and-name'): Generator<GitRecord> {
  // One name in another encoding must not cost the others theirs, and all of them at once is much the faster way.
  const encoding = isUtf8(stdout) ? 'utf8' : 'latin1';
  const records = stdout.toString(encoding).split('\0');
  records.pop();
  for (const record of records) {
    const tab = shape === 'name' ? -1 : record.indexOf('\t');
    const path = record.slice(tab + 1);
    yield {
      head: record.slice(0, Math.max(0, tab)),
      name: encoding === 'utf8' ? { path } : decodeName(Buffer.from(path, 'latin1')),
    };
  }
}
