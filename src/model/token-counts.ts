import { setImmediate } from 'node:timers/promises';
import type { CacheStore } from '../cache-store.ts';
import { openCacheTable } from '../cache-table.ts';
import type { ProgressEvent } from '../progress.ts';
import { segmentId, type TextSegment } from '../segment.ts';
import { usualDelimiterKey } from '../text/delimiter-key.ts';
import { nameContent, nameOf } from '../text/name-content.ts';
import { renderTagged } from '../text/tagged-text.ts';
import { createTokenCounter, type TokenCounter } from './create-token-counter.ts';
import type { TokenizerRule } from './model-profile.ts';
import { isForeignText } from './safety-margin.ts';

/** What is kept of a text: enough to plan a pack without reading the text again. */
export interface TextCount {
  /** Estimated tokens, without margin. */
  readonly tokens: number;
  /** The bytes that it takes inside a JSON string. */
  readonly bytes: number;
  /** More than 1 % of its letters are beyond ASCII, so the estimate needs a wider margin. */
  readonly isForeign: boolean;
}

/** Counts texts for one model, and remembers. */
export interface TokenCounts {
  /** Counts each segment with its tags. Loads the tokenizer only for what was never counted. */
  countSegments(
    segments: readonly TextSegment[],
    options: {
      readonly abortSignal?: AbortSignal | undefined;
      readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
    },
  ): Promise<ReadonlyMap<TextSegment, TextCount>>;
  countText(text: string): Promise<number>;
  /** Keeps what was counted since the last time. */
  save(): Promise<void>;
}

/** Changes when the same text is counted otherwise: then nothing that was kept is used. */
const counterVersion = 2;
/** 24 MB on disk, some 5 GB of source code. */
const maxRows = 1_000_000;

/**
 * Counts by a tokenizer rule, with a memory in `cache`: a table per rule, in which a text has the name of its content, so that
 * a second run over an unchanged repository counts nothing and does not load the tokenizer.
 *
 * A segment's text and its tags are counted apart, so that neither a renamed file nor another delimiter key makes a text
 * unknown. Both end in a line break, across which nothing merges. Their sum is kept too, so that one look finds it.
 */
export async function openTokenCounts(
  rule: TokenizerRule,
  cache: CacheStore | undefined,
): Promise<TokenCounts> {
  // An estimate by bytes is faster than looking it up.
  const store = rule.type === 'bytes' ? undefined : cache;
  const tableKey = `${rule.type}-${counterVersion}`;
  const readTable = async () => openCacheTable(await store?.get('token-counts', tableKey), 2);
  const table = await readTable();
  const counted = new Map<string, TextCount>();
  let counter: Promise<TokenCounter> | undefined;
  const loadCounter = () => {
    counter ??= createTokenCounter(rule);
    return counter;
  };
  const recall = (name: string | undefined) =>
    name === undefined ? undefined : (counted.get(name) ?? fromWords(table.find(name)));
  const count = (text: string, name: string | undefined, countTokens: TokenCounter): TextCount => {
    const known = recall(name);
    if (known !== undefined) return known;
    const result = measure(text, countTokens);
    if (name !== undefined) counted.set(name, result);
    return result;
  };

  return {
    async countSegments(segments, { abortSignal, onProgress }) {
      const counts = new Map<TextSegment, TextCount>();
      let lastPause = performance.now();
      for (const segment of segments) {
        const tags = renderTagged({ ...segment, text: '' }, usualDelimiterKey).text;
        const name = store === undefined ? undefined : nameWhole(segment, tags);
        let whole = recall(name);
        if (whole === undefined) {
          const countTokens = await loadCounter();
          whole = add(
            count(packedText(segment), store && nameText(segment), countTokens),
            measure(tags, countTokens),
          );
          if (name !== undefined) counted.set(name, whole);
        }
        counts.set(segment, whole);
        onProgress?.({ type: 'count', done: counts.size, total: segments.length });
        // Counting is pure computation, about 4 MB/s: let timers and signals in between.
        if (performance.now() - lastPause < 50) continue;
        await setImmediate();
        lastPause = performance.now();
        abortSignal?.throwIfAborted();
      }
      return counts;
    },
    async countText(text) {
      const name = store === undefined ? undefined : nameOf(text);
      return (recall(name) ?? count(text, name, await loadCounter())).tokens;
    },
    async save() {
      if (store === undefined || counted.size === 0) return;
      // Read anew: another process may have counted meanwhile. What is lost between here and there is counted again.
      const newest = await readTable();
      await store.set('token-counts', tableKey, newest.merge(new Map(Array.from(counted, toWords)), maxRows));
      counted.clear();
    },
  };
}

function measure(text: string, countTokens: TokenCounter): TextCount {
  const bytes = Buffer.byteLength(JSON.stringify(text)) - 2;
  return { tokens: countTokens(text), bytes, isForeign: isForeignText(text) };
}

/** The tags are hardly text: whether a wider margin is needed is for the text to say. */
function add({ tokens, bytes, isForeign }: TextCount, tags: TextCount): TextCount {
  return { tokens: tokens + tags.tokens, bytes: bytes + tags.bytes, isForeign };
}

/** A segment's own text as it stands in a pack, up to the closing tag. */
function packedText(segment: TextSegment): string {
  const body = segment.text.replaceAll('\r\n', '\n').toWellFormed();
  return body === '' || body.endsWith('\n') ? body : `${body}\n`;
}

const foreignBit = 0x8000_0000;

function toWords([name, { tokens, bytes, isForeign }]: readonly [string, TextCount]) {
  return [name, [tokens + (isForeign ? foreignBit : 0), bytes]] as const;
}

function fromWords(words: readonly number[] | undefined): TextCount | undefined {
  if (words === undefined) return undefined;
  const [flagged = 0, bytes = 0] = words;
  return { tokens: flagged % foreignBit, bytes, isForeign: flagged >= foreignBit };
}

/** The segment with its tags, which hold its address. */
function nameWhole({ text, version }: TextSegment, tags: string): string {
  return nameContent(text, version, `${tags} ${text.length}`);
}

/** What tells the segments of one file apart is their place and length. */
function nameText(segment: TextSegment): string {
  const { source, text, version } = segment;
  return nameContent(text, version, `${segmentId(segment).slice(source.length)} ${text.length}`);
}
