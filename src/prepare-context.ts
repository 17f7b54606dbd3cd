import { setImmediate } from 'node:timers/promises';
import type { LanguageModel } from 'ai';
import { instructions } from './answer/instructions.ts';
import type { Context, Coverage, CoveredDocument, Prefix, Retriever } from './context.ts';
import { orAborted, QuireError } from './errors.ts';
import { createTokenCounter } from './model/create-token-counter.ts';
import { findModelProfile } from './model/find-model-profile.ts';
import { findPriceCards } from './model/find-price-cards.ts';
import { modelAddress } from './model/model-address.ts';
import type { ModelProfileInput } from './model/model-profile.ts';
import { safetyMargin, shareBeyondAscii } from './model/safety-margin.ts';
import { type BudgetCheck, checkBudget, questionTokens } from './pack/check-budget.ts';
import { decideStrategy } from './pack/decide-strategy.ts';
import { packSegments } from './pack/pack-segments.ts';
import type { ProgressEvent } from './progress.ts';
import { createMemoryRetriever } from './retrieve/memory-retriever.ts';
import { type Skipped, type Source, segmentId, type TextSegment } from './segment.ts';

export interface PrepareContextOptions {
  /** What to read, in any order: the pack orders it. */
  readonly sources: readonly Source[];
  /** An AI SDK language model or a model's name. Nothing is sent to it here: its window and prices are what counts. */
  readonly model: LanguageModel;
  /** What to say of a model that quire does not know, or to correct of one that it does. */
  readonly profile?: ModelProfileInput;
  /**
   * `auto` packs everything when it fits and retrieves when it does not; the others insist.
   * @default 'auto'
   */
  readonly strategy?: 'auto' | 'pack' | 'retrieve';
  /**
   * How many questions will be asked within the cache's life. With 1 the prefix is not marked: one lone question is 25 %
   * cheaper unmarked, from the second on marking wins.
   * @default 2
   */
  readonly expectedQuestions?: number;
  /** The most output of one answer, in tokens; the budget keeps this room. @default 8192, or what the model can give */
  readonly maxOutputTokens?: number;
  /** The most evidence for one question when documents are retrieved, in tokens. @default 16000 */
  readonly evidenceTokens?: number;
  readonly abortSignal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** The message wrapper and what services append to a prompt: "a few tokens, usually up to 10" (Alibaba, 2026-10). */
const wrapperTokens = 32;
/** The request around the documents: instructions, a question of 2,000 tokens, options. */
const wrapperBytes = 32_768;

/**
 * Reads the sources and makes them ready to be asked about: packed into one prefix when they fit the model, else indexed for
 * retrieval. `context.decision` says which, why, by how much, and what each way would cost; `context.skipped` names all that
 * was met and not read. Sends nothing anywhere.
 *
 * @throws QuireError `no-text` when there is nothing to read; `over-budget` when `strategy: 'pack'` cannot be;
 * `unknown-model`; `aborted`; and what a source throws for a file that was asked for by name
 */
export async function prepareContext(options: PrepareContextOptions): Promise<Context> {
  try {
    return await prepare(options);
  } catch (error) {
    throw orAborted(error, options.abortSignal, 'Stopped before the documents were ready.');
  }
}

async function prepare(options: PrepareContextOptions): Promise<Context> {
  const { model, strategy = 'auto', expectedQuestions = 2, evidenceTokens = 16_000 } = options;
  const address = modelAddress(model);
  const profile = findModelProfile(address.model, options.profile);
  const maxOutputTokens = Math.min(options.maxOutputTokens ?? 8_192, profile.maxOutputTokens);

  const { segments, skipped } = await collect(options);
  const countTokens = await createTokenCounter(profile.tokenizer);
  const counts: SegmentCount[] = [];
  const prefix = await packSegments(segments, {
    countTokens: pausingCounter(countTokens, counts, segments.length, options),
  });
  const instructionTokens = countTokens(instructions);
  const check = checkBudget({
    documentTokens: prefix.tokens,
    margin: safetyMargin(counts),
    overheadTokens: instructionTokens + questionTokens + wrapperTokens,
    bodyBytes: Buffer.byteLength(JSON.stringify(prefix.text)) + wrapperBytes,
    maxOutputTokens,
    profile,
  });
  if (strategy === 'pack' && check.verdict !== 'fits') throw overBudget(check);

  const base = {
    model,
    profile,
    maxOutputTokens,
    decision: decideStrategy({
      asked: strategy,
      check,
      instructionTokens,
      profile,
      prices: findPriceCards(address),
      expectedQuestions,
      evidenceTokens,
    }),
    skipped,
    coverage: describeCoverage(prefix),
  };
  if (base.decision.strategy === 'pack') return { ...base, strategy: 'pack', prefix };
  const retriever = indexOnFirstUse(() =>
    createMemoryRetriever({ segments, countTokens, onProgress: options.onProgress }),
  );
  return { ...base, strategy: 'retrieve', retriever, evidenceTokens };
}

/** 26 MB take four seconds to index, and who only asks what it would cost needs none of it. */
function indexOnFirstUse(create: () => Promise<Retriever>): Retriever {
  let created: Promise<Retriever> | undefined;
  return {
    async retrieve(options) {
      created ??= create();
      return (await created).retrieve(options);
    },
  };
}

async function collect({
  sources,
  abortSignal,
  onProgress,
}: PrepareContextOptions): Promise<{ segments: TextSegment[]; skipped: Skipped[] }> {
  const segments = new Map<string, TextSegment>();
  const skipped: Skipped[] = [];
  let bytes = 0;
  for (const source of sources) {
    for await (const item of source) {
      abortSignal?.throwIfAborted();
      if (item.type === 'text') {
        const id = segmentId(item);
        const known = segments.get(id);
        if (known === undefined) segments.set(id, item);
        else skipped.push(duplicate(item, known));
        bytes += Buffer.byteLength(item.text);
      } else if (item.type === 'media') {
        const { location, data } = item;
        const place = location === undefined ? {} : { location };
        skipped.push({
          type: 'skipped',
          source: item.source,
          ...place,
          reason: 'media',
          bytes: data.byteLength,
        });
      } else skipped.push(item);
      onProgress?.({
        type: 'load',
        segments: segments.size,
        skipped: skipped.length,
        bytes,
        source: item.source,
      });
    }
  }
  abortSignal?.throwIfAborted();
  if (segments.size === 0) throw noText(skipped);
  return { segments: [...segments.values()], skipped };
}

function duplicate({ source, location, text }: TextSegment, known: TextSegment): Skipped {
  const detail =
    text === known.text
      ? 'The same document was given twice.'
      : 'Another document has the same address. Give each source a name of its own (`name`), so that both are read.';
  return { type: 'skipped', source, location, reason: 'duplicate', detail };
}

function noText(skipped: readonly Skipped[]): QuireError {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))].join(', ');
  return new QuireError('no-text', {
    skipped: skipped.length,
    message:
      skipped.length === 0
        ? 'There is nothing to read: no files were found. Check the path and the ignore rules.'
        : `There is nothing to read: all ${skipped.length} files were skipped (${reasons}).`,
  });
}

function overBudget({ tokens, bytes, verdict }: BudgetCheck): QuireError {
  const by = verdict === 'over-token-budget' ? 'tokens' : 'bytes';
  const [needed, budget] =
    by === 'tokens' ? [tokens.needed, tokens.budget] : [bytes.needed, bytes.budget as number];
  return new QuireError('over-budget', {
    tokens: tokens.needed,
    budgetTokens: tokens.budget,
    bytes: bytes.needed,
    ...(bytes.budget !== undefined && { budgetBytes: bytes.budget }),
    message: `The documents do not fit: ${needed} ${by} of ${budget}. Leave files out, or let \`strategy\` be 'auto'.`,
  });
}

function describeCoverage({ text, segments }: Prefix): Coverage {
  const documents = new Map<string, CoveredDocument>();
  for (const { source, tokens } of segments) {
    const known = documents.get(source) ?? { source, segments: 0, tokens: 0 };
    documents.set(source, { source, segments: known.segments + 1, tokens: known.tokens + tokens });
  }
  return { documents: [...documents.values()], segments: segments.length, characters: text.length };
}

interface SegmentCount {
  readonly tokens: number;
  readonly shareBeyondAscii: number;
}

/** Counting is pure computation, about 4 MB/s: let timers and signals in between, every 50 ms. */
function pausingCounter(
  countTokens: (text: string) => number,
  counts: SegmentCount[],
  total: number,
  { abortSignal, onProgress }: Pick<PrepareContextOptions, 'abortSignal' | 'onProgress'>,
): (text: string) => Promise<number> {
  let lastPause = performance.now();
  return async (text) => {
    if (performance.now() - lastPause > 50) {
      await setImmediate();
      lastPause = performance.now();
      abortSignal?.throwIfAborted();
    }
    const tokens = countTokens(text);
    counts.push({ tokens, shareBeyondAscii: shareBeyondAscii(text) });
    onProgress?.({ type: 'count', done: counts.length, total });
    return tokens;
  };
}
