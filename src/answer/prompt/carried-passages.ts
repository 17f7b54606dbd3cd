import type { ModelMessage } from 'ai';
import type { Context, RetrieveContext } from '../../context.ts';
import type { CacheMarker } from '../../model/model-profile.ts';

/** More than this many times what one question may have is not carried along: a reader has to look past all of it. */
const mostCarried = 4;

/**
 * Whether passages of earlier questions are sent again. Not where nothing of them is cached, since each would cost as much the second
 * time; nor with a diff, which stands behind the newest passages, in the way of the next.
 */
export function carriesPassages({ profile, volatile }: Context, marker: CacheMarker | undefined): boolean {
  return volatile === undefined && (marker !== undefined || profile.cache.type === 'automatic');
}

/**
 * The most that passages may take in front of the questions of a conversation, in tokens. Of what the window has left beside those of
 * one question and the conversation so far, half is for what comes: answers, and what tools show.
 */
export function mostPassageTokens(
  { decision: { tokens }, evidenceTokens }: RetrieveContext,
  history: readonly ModelMessage[],
): number {
  const { budget, needed, documents, margin } = tokens;
  const besideDocuments = needed - Math.ceil(documents * (1 + margin));
  const room = (budget - besideDocuments - textBytes(history)) / (1 + margin);
  return Math.min(mostCarried * evidenceTokens, evidenceTokens + Math.max(0, room - evidenceTokens) / 2);
}

/** No tokenizer makes more than a token of a byte. A file is counted by other rules. */
function textBytes(history: readonly ModelMessage[]): number {
  const withoutBytes = (_: string, value: unknown) => (value instanceof Uint8Array ? undefined : value);
  return Buffer.byteLength(JSON.stringify(history, withoutBytes));
}
