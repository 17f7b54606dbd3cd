import type { LanguageModel } from 'ai';
import {
  nameSegments,
  type PrefixRecord,
  readPrefixRecords,
  readPrefixSegments,
  shareSegments,
} from './answer/cache/prefix-records.ts';
import { instructions } from './answer/prompt/instructions.ts';
import { describeTools } from './answer/tools/tool-definitions.ts';
import type { CacheStore } from './cache-store.ts';
import type { PackUpdate } from './decision-record.ts';
import { modelAddress } from './model/model-address.ts';
import type { PriceCard } from './model/price-card.ts';
import { appendChanges } from './pack/append-changes.ts';
import { chooseUpdate } from './pack/choose-update.ts';
import { cutParts } from './pack/cut-parts.ts';
import { findChanges } from './pack/find-changes.ts';
import { keepPack, readPack } from './pack/kept-packs.ts';
import { recountPack } from './pack/recount-pack.ts';
import type { Prefix } from './prefix.ts';
import type { TextSegment } from './segment.ts';
import { nameOf } from './text/name-content.ts';

/** A tenth less of an entry's life is counted on, since it may be read minutes after a request has been sent. */
const countedLife = 0.9;

/** What the pack that follows rests on. */
export interface FollowPackOptions {
  readonly segments: readonly TextSegment[];
  readonly countTokens: (segment: TextSegment) => number;
  /** What stands behind the pack, in tags of the same key. */
  readonly volatile: readonly TextSegment[];
  readonly model: LanguageModel;
  /** Whether the questions will have tools, which stand in front of the prefix. */
  readonly tools: 'none' | 'read';
  /** What the provider does not keep, in tokens. */
  readonly minTokens: number;
  readonly prices: readonly PriceCard[];
  readonly expectedQuestions: number;
  readonly instructionTokens: number;
  /** Whether a pack that has grown fits the model. */
  readonly fits: (grown: Prefix) => boolean;
  readonly earlierPack: 'follow' | 'replace';
  readonly cache: CacheStore;
  readonly now: () => number;
}

/**
 * The pack to send in place of one that was made from the documents alone: the earlier one that the provider still has, with what
 * has changed behind it, when that is cheaper. It is kept for the next time.
 */
export async function followPack(
  packed: Prefix,
  options: FollowPackOptions,
): Promise<{ readonly prefix: Prefix; readonly update?: PackUpdate }> {
  const { cache } = options;
  const found = await findEarlier(packed, options);
  if (found.length === 0) {
    const prefix = cutParts(packed, { minTokens: options.minTokens });
    await keepPack(cache, prefix);
    return { prefix };
  }
  const ways = found.map((each) => weighUpdate(each, packed, options));
  const appended = ways.filter(({ update }) => update.way === 'append');
  const chosen = (appended.length > 0 ? appended : ways).reduce((best, each) =>
    isCheaper(each, best) ? each : best,
  );
  if (!found.some(({ earlier }) => earlier === chosen.prefix)) await keepPack(cache, chosen.prefix);
  return chosen;
}

interface WeighedUpdate {
  readonly prefix: Prefix;
  readonly update: PackUpdate;
}

/** What becomes of one earlier pack. */
function weighUpdate(
  { earlier, record, isWarm }: EarlierPack,
  packed: Prefix,
  options: FollowPackOptions,
): WeighedUpdate {
  const changes = findChanges(earlier, options.segments);
  const appended = appendChanges(earlier, changes, options);
  const repacked = cutParts(packed, { minTokens: options.minTokens, ...(isWarm && { earlier }) });
  const update = chooseUpdate({
    ...{ earlier, changes, appended, repacked, isWarm },
    ...options,
    fits: appended !== undefined && options.fits(appended),
    idleSeconds: (options.now() - record.usedAt) / 1000,
    isRepackAsked: options.earlierPack === 'replace',
  });
  return { prefix: update.way === 'append' && appended !== undefined ? appended : repacked, update };
}

/** Without a price the first is as good: most in it is as it is now. */
function isCheaper({ update: { way, costs } }: WeighedUpdate, { update: other }: WeighedUpdate): boolean {
  const [cost, than] = [costs[way], other.costs[other.way]];
  return cost !== undefined && than !== undefined && cost.max < than.max;
}

interface EarlierPack {
  readonly earlier: Prefix;
  readonly record: PrefixRecord;
  readonly isWarm: boolean;
}

/** So many earlier packs are compared by what they would cost: each is read whole, up to 4 MB. */
const mostCompared = 3;

/**
 * The packs of these documents to go on from: of those that the provider should still have the ones in which most is as it is now, and
 * of these the shortest first, since what was edited over and over need not be carried along; else the one that was used last.
 */
async function findEarlier(
  packed: Prefix,
  { cache, model, tools, now }: FollowPackOptions,
): Promise<readonly EarlierPack[]> {
  const call = nameOf(tools === 'read' ? instructions + describeTools() : instructions);
  const wanted = nameSegments(packed);
  const names = new Map(wanted.map(({ id, name }) => [id, name]));
  const records = (await readPrefixRecords(cache)).filter(
    (record) => record.call === call && isSameModel(model, record),
  );
  const found = await Promise.all(
    records.map(async (record) => {
      const segments = await readPrefixSegments(cache, record.hash);
      const same = segments.filter(({ id, name }) => names.get(id) === name);
      return {
        record,
        isWarm: now() - record.usedAt < countedLife * record.ttlMs,
        isVersion: shareSegments(segments, wanted),
        unchanged: new Set(same.map(({ id }) => id)),
        length: segments.length,
      };
    }),
  );
  const ranked = found
    .filter(({ isVersion }) => isVersion)
    .sort((a, b) => {
      if (!a.isWarm || !b.isWarm) return Number(b.isWarm) - Number(a.isWarm);
      return b.unchanged.size - a.unchanged.size || a.length - b.length;
    });
  const packs: EarlierPack[] = [];
  for (const { record, isWarm, unchanged } of ranked) {
    // What is cold is only named as the reason to pack anew.
    if (packs.length === mostCompared || (packs.length > 0 && !isWarm)) break;
    const earlier = await readPack(cache, record.hash);
    if (earlier === undefined) continue;
    packs.push({ earlier: recountPack(earlier, { packed, unchanged }), record, isWarm });
  }
  return packs;
}

/** By another route a provider has another cache. A plain name has no route until it is asked. */
function isSameModel(model: LanguageModel, record: PrefixRecord): boolean {
  const [provider = '', modelId = ''] = record.model.split(' ');
  const kept = modelAddress({ provider, modelId });
  const asked = modelAddress(model);
  return asked.model === kept.model && (typeof model === 'string' || asked.route === kept.route);
}
