import type { RequestGroup } from '../model/calculate-cost.ts';
import { cacheLifeSeconds, countColdWrites, secondsBetween, secondsPerAnswer } from './arrival-times.ts';
import { type ComparedStrategy, concurrentWorkers, conversationTurns, evidenceOf } from './strategy.ts';
import type { Workload } from './workload.ts';

/** Requests in closed form, or why a strategy cannot be priced here. */
export type FormulaRequests =
  | { readonly type: 'requests'; readonly groups: readonly RequestGroup[] }
  | { readonly type: 'does-not-fit' }
  /** The provider has no such cache for this model, or not for documents this short. */
  | { readonly type: 'not-offered'; readonly because: string };

/** Tokens of the answer to one shard, a step of a search, and what a search brings: assumed, and told in each report. */
export const formulaSizes = {
  partialAnswerTokens: 800,
  searches: 3,
  searchCallTokens: 60,
  searchResultTokens: 4_000,
  cascadeEvidenceTokens: 8_000,
};

/**
 * The requests that a strategy makes for a workload, in closed form: with N tokens of documents, n questions of q tokens, answers of o
 * and k writes of the cache, `full` is n (N + q) and `explicit-cache` k N written, (n - k) N read and n q beside them.
 */
export function formulaRequests(strategy: ComparedStrategy, workload: Workload): FormulaRequests {
  const evidence = evidenceOf[strategy];
  if (evidence !== undefined) return requests(retrievalRequests(workload, evidence));
  switch (strategy) {
    case 'map-reduce':
      return requests(mapReduce(workload, 'uncached'));
    case 'map-reduce-cached':
      if (workload.rules.type !== 'explicit') return notMarked;
      return requests(mapReduce(workload, 'cached'));
    case 'tools':
      return requests(search(workload));
  }
  if (!workload.fits) return { type: 'does-not-fit' };
  switch (strategy) {
    case 'full':
      return requests(whole(workload));
    case 'implicit-cache':
      return workload.rules.type === 'automatic' ? requests(implicit(workload)) : notAutomatic;
    case 'one-call':
      return requests(oneCall(workload));
    case 'cascade':
      return cascade(workload);
    default:
      if (workload.rules.type === 'explicit') return requests(explicit(workload));
      return workload.storesByHour ? requests(stored(workload)) : notMarked;
  }
}

const notMarked: FormulaRequests = {
  type: 'not-offered',
  because: 'the model has no cache that can be marked',
};
const notAutomatic: FormulaRequests = {
  type: 'not-offered',
  because: 'the model caches nothing by itself',
};

function requests(groups: readonly RequestGroup[]): FormulaRequests {
  return { type: 'requests', groups: groups.filter(({ count }) => count > 0) };
}

function whole(workload: Workload): RequestGroup[] {
  const { prefixTokens, outputTokens } = workload;
  return turnsOf(workload).map(({ count, tail }) => group(count, prefixTokens + tail, outputTokens));
}

/** The requests of questions that each get so many tokens of passages. */
export function retrievalRequests(workload: Workload, evidenceTokens: number): RequestGroup[] {
  const { prefixTokens, instructionTokens, outputTokens, measuredEvidence } = workload;
  const found = measuredEvidence?.[evidenceTokens] ?? evidenceTokens;
  const evidence = instructionTokens + Math.min(found, prefixTokens - instructionTokens);
  return turnsOf(workload).map(({ count, tail }) => group(count, evidence + tail, outputTokens));
}

function explicit(workload: Workload, writes = countColdWrites(workload)): RequestGroup[] {
  const { prefixTokens, questions, outputTokens, rules } = workload;
  if (rules.type !== 'explicit' || prefixTokens < rules.minTokens) return whole(workload);
  return turnsOf(workload).flatMap(({ turn, count, tail, grown }): RequestGroup[] => {
    // The question of a follow-up is marked too: the conversation behind the documents is written as it grows, and read.
    if (turn > 1) {
      const tokens = { uncached: 0, cacheWrite: grown, cacheRead: prefixTokens + tail - grown };
      return [{ tokens: { ...tokens, output: outputTokens }, count }];
    }
    const cold = Math.min(writes, questions);
    const tokens = { uncached: tail, output: outputTokens };
    return [
      { tokens: { ...tokens, cacheWrite: prefixTokens, cacheRead: 0 }, count: cold },
      { tokens: { ...tokens, cacheWrite: 0, cacheRead: prefixTokens }, count: count - cold },
    ];
  });
}

/** A cache that is made by hand, read by each question, and kept for as long as they come and one life beyond. */
function stored(workload: Workload): RequestGroup[] {
  const { prefixTokens, questions, outputTokens, rules } = workload;
  const seconds = (questions - 1) * secondsBetween(workload) + cacheLifeSeconds(rules);
  const created = { uncached: prefixTokens, cacheWrite: 0, cacheRead: 0, output: 0 };
  const reads = turnsOf(workload).map(({ count, tail }) => ({
    tokens: { uncached: tail, cacheWrite: 0, cacheRead: prefixTokens, output: outputTokens },
    count,
  }));
  return [{ tokens: { ...created, storedTokenHours: (prefixTokens * seconds) / 3_600 }, count: 1 }, ...reads];
}

function implicit(workload: Workload): RequestGroup[] {
  const { prefixTokens, questions, outputTokens, rules, implicitHitShare } = workload;
  if (rules.type !== 'automatic' || prefixTokens < rules.minTokens) return whole(workload);
  const could = Math.max(0, questions - countColdWrites(workload));
  let hits = Math.round(could * implicitHitShare);
  // The last questions are the ones that read, and the first in the list is the first that is asked.
  return turnsOf(workload)
    .toReversed()
    .map(({ count, tail }): RequestGroup[] => {
      const read = Math.min(hits, count);
      hits -= read;
      const tokens = { uncached: tail, cacheWrite: 0, cacheRead: prefixTokens, output: outputTokens };
      return [group(count - read, prefixTokens + tail, outputTokens), { tokens, count: read }];
    })
    .toReversed()
    .flat();
}

function oneCall({
  prefixTokens,
  questions,
  questionTokens,
  outputTokens,
  maxOutputTokens,
  oneCallAskTokens,
}: Workload): RequestGroup[] {
  const most = Math.max(1, Math.floor(maxOutputTokens / Math.max(1, outputTokens)));
  const rest = questions % most;
  const call = (asked: number, count: number) =>
    group(
      count,
      prefixTokens + asked * questionTokens + (asked > 1 ? oneCallAskTokens : 0),
      asked * outputTokens,
    );
  return [call(most, Math.floor(questions / most)), ...(rest > 0 ? [call(rest, 1)] : [])];
}

function cascade(workload: Workload): FormulaRequests {
  const { questions, arrival, fallThroughShare, rules } = workload;
  const fallen = Math.round(questions * fallThroughShare);
  const first = retrievalRequests(workload, formulaSizes.cascadeEvidenceTokens);
  if (fallen === 0) return requests(first);
  const second = { ...workload, questions: fallen };
  // Of ten that start cold only those write that fall through; and what falls through now and then may find the cache expired.
  const atOnce = Math.round(Math.min(concurrentWorkers, questions) * fallThroughShare);
  const isApart = (secondsBetween(workload) + secondsPerAnswer) / fallThroughShare > cacheLifeSeconds(rules);
  const isLate = arrival === 'one-a-minute' && isApart;
  const writes = arrival === 'cold-concurrent' ? Math.max(1, atOnce) : isLate ? fallen : undefined;
  const documents = rules.type === 'automatic' ? implicit(second) : explicit(second, writes);
  return requests([...first, ...documents]);
}

function mapReduce(workload: Workload, manner: 'uncached' | 'cached'): RequestGroup[] {
  const { instructionTokens, questionTokens, outputTokens, questions } = workload;
  const { partialAnswerTokens } = formulaSizes;
  const shards = shardsOf(workload);
  const asked = questionTokens + workload.shardAskTokens;
  const writes = manner === 'cached' ? Math.min(countColdWrites(workload), questions) : 0;
  const groups = shards.map((documents) => {
    const shard = instructionTokens + documents;
    if (manner === 'uncached' || !isCached(workload, shard)) {
      return [group(questions, shard + asked, partialAnswerTokens)];
    }
    const tokens = { uncached: asked, output: partialAnswerTokens };
    return [
      { tokens: { ...tokens, cacheWrite: shard, cacheRead: 0 }, count: writes },
      { tokens: { ...tokens, cacheWrite: 0, cacheRead: shard }, count: questions - writes },
    ];
  });
  const found = shards.length * partialAnswerTokens;
  const joined = instructionTokens + questionTokens + workload.joinAskTokens + found;
  return [...groups.flat(), group(questions, joined, outputTokens)];
}

/** The documents of each shard, in tokens; where they were not dealt out yet, as even as can be. */
function shardsOf(workload: Workload): readonly number[] {
  const { prefixTokens, instructionTokens, questionTokens, shardTokens, measuredShards } = workload;
  if (measuredShards !== undefined) return measuredShards;
  // A request over a price step costs more from its first token on, so a shard with its question stays under it.
  const beside = instructionTokens + questionTokens + workload.shardAskTokens;
  const cap = Math.min(shardTokens, (workload.lowestStepTokens ?? Number.POSITIVE_INFINITY) - beside);
  const documents = prefixTokens - instructionTokens;
  const shards = Math.max(1, Math.ceil(documents / cap));
  return Array.from(
    { length: shards },
    // They differ by a token at most, so that together they are the documents.
    (_, index) => Math.floor((documents * (index + 1)) / shards) - Math.floor((documents * index) / shards),
  );
}

function isCached({ rules }: Workload, tokens: number): boolean {
  return rules.type === 'explicit' && tokens >= rules.minTokens;
}

/** Each step sends again what the ones before have found. */
function search({ instructionTokens, questionTokens, outputTokens, questions }: Workload): RequestGroup[] {
  const { searches, searchCallTokens, searchResultTokens } = formulaSizes;
  return Array.from({ length: searches + 1 }, (_, step) => {
    const found = step * (searchCallTokens + searchResultTokens);
    const output = step === searches ? outputTokens : searchCallTokens;
    return group(questions, instructionTokens + questionTokens + found, output);
  });
}

/** Questions by their turn in a conversation: `tail` stands behind the documents, `grown` of it since the turn before. */
function turnsOf({ arrival, questions, questionTokens, outputTokens }: Workload) {
  const most = arrival === 'conversations' ? conversationTurns : 1;
  return Array.from({ length: Math.min(most, questions) }, (_, index) => ({
    turn: index + 1,
    count: Math.floor((questions - index - 1) / most) + 1,
    tail: questionTokens + index * (questionTokens + outputTokens),
    // A first question is not marked, so the first follow-up writes it too.
    grown: questionTokens + outputTokens + (index === 1 ? questionTokens : 0),
  }));
}

function group(count: number, uncached: number, output: number): RequestGroup {
  return { tokens: { uncached, cacheWrite: 0, cacheRead: 0, output }, count };
}
