import type { Skipped, SourceItem } from '../../segment.ts';
import { findNoiseByContent, type NoiseKind, noiseKinds } from './noise-policy.ts';

/** What is said of noise: which kind, how much, and the way to read it all the same. */
export function noiseSkip({
  source,
  kind,
  bytes,
  files = 1,
  evidence,
}: {
  readonly source: string;
  readonly kind: NoiseKind;
  readonly bytes: number;
  readonly files?: number;
  /** The file that says so. */
  readonly evidence?: string;
}): Skipped {
  // Four bytes a token: o200k takes 3.4 to 4.2 over eight kinds of code, data and prose.
  const tokens = Math.ceil(bytes / 4);
  const because = evidence === undefined ? '' : ` (${evidence})`;
  const count = files === 1 ? '' : `${files} files, `;
  const detail = `${noiseKinds[kind]}${because}: ${count}about ${tokens} tokens. \`include\` brings it back.`;
  return { type: 'skipped', source, reason: 'noise', detail, bytes, tokens };
}

/** A file as it was read; or a skip, when its content says that it is noise. `path` is relative to the root. */
export function leaveOutNoise(item: SourceItem, path: string): SourceItem {
  // A cell of a notebook was written by hand, or printed by one that was.
  if (item.type !== 'text' || item.location.type === 'cell') return item;
  const kind = findNoiseByContent(path, item.text);
  if (kind === undefined) return item;
  return noiseSkip({ source: item.source, kind, bytes: Buffer.byteLength(item.text) });
}
