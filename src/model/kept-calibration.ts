import { type CacheStore, getJson, setJson } from '../cache-store.ts';
import type { Context } from '../context.ts';
import type { Answer } from '../result.ts';
import { sumTokens } from './estimate-tokens.ts';
import type { ModelProfile } from './model-profile.ts';

/** What answers taught of the estimate for a model: the tokens that the provider counted, for each that was estimated. */
export interface Calibration {
  /** From 0.8 to 1.3: more would hide a wrong profile. */
  readonly factor: number;
  /** How many answers it was learned from. */
  readonly answers: number;
}

type Named = Pick<ModelProfile, 'id' | 'tokenizer'>;

/** What is known of a model; `undefined` before the first answer. */
export async function readCalibration(
  cache: CacheStore | undefined,
  profile: Named,
): Promise<Calibration | undefined> {
  const kept = cache && (await getJson(cache, namespace, keyOf(profile)));
  if (typeof kept !== 'object' || kept === null || !('factor' in kept) || !('answers' in kept))
    return undefined;
  const { factor, answers } = kept;
  if (typeof factor !== 'number' || typeof answers !== 'number' || !Number.isSafeInteger(answers))
    return undefined;
  return answers > 0 && factor >= lowest && factor <= highest ? { factor, answers } : undefined;
}

/**
 * Learns from the tokens that the provider reports of a question over a packed context. Of a short prefix nothing is learned,
 * because the question and the instructions, whose tokens are guessed, would count too much. Never rejects.
 */
export async function learnFromUsage(
  cache: CacheStore | undefined,
  { context, answer }: { readonly context: Context; readonly answer: Pick<Answer, 'attempts' | 'messages'> },
): Promise<void> {
  if (cache === undefined || context.strategy !== 'pack' || context.prefix.tokens < leastTokens) return;
  // What images take is the provider's to say.
  if (context.media !== undefined) return;
  const last = answer.attempts.at(-1);
  if (last?.outcome.type !== 'finished' || last.tokens === undefined) return;
  const { uncached = 0, cacheRead = 0, cacheWrite = 0 } = last.tokens;
  const asked = Buffer.byteLength(JSON.stringify(answer.messages.slice(0, -1))) / 3.2;
  const counted = uncached + cacheRead + cacheWrite - asked - instructionTokens;
  const sent = context.prefix.tokens + sumTokens(context.volatile);
  const estimated = sent / (context.decision.tokens.calibration?.factor ?? 1);
  const ratio = counted / estimated;
  // Another model behind the name, or a provider that counts something else.
  if (!(ratio > 0.5 && ratio < 2)) return;
  const known = await readCalibration(cache, context.profile);
  await setJson(cache, namespace, keyOf(context.profile), smooth(known, ratio));
}

const namespace = 'calibration';
const lowest = 0.8;
const highest = 1.3;
/** Guessing the rest wrongly by 200 tokens makes 1 % of it. */
const leastTokens = 20_000;
/** Of quire's own; the wrapper of the messages is within them. */
const instructionTokens = 450;

/** Another rule of counting has another factor. */
function keyOf({ id, tokenizer }: Named): string {
  return `${id} ${JSON.stringify(tokenizer)}`;
}

/** The first answer counts whole, from the fifth on each counts a fifth: documents differ, and models are replaced in silence. */
function smooth(known: Calibration | undefined, ratio: number): Calibration {
  const { factor, answers } = known ?? { factor: 1, answers: 0 };
  const learned = factor + (Math.min(highest, Math.max(lowest, ratio)) - factor) / Math.min(answers + 1, 5);
  return { factor: Number(learned.toFixed(4)), answers: answers + 1 };
}
