import type { Context } from '../../context.ts';
import type { CacheMarker } from '../../model/model-profile.ts';
import type { EvidenceMode } from '../prompt/find-documents.ts';
import type { CacheMode } from './plan-cache.ts';

/**
 * The marker for passages that are sent again: of a question whose model may look for more, each of its requests has them in front,
 * and of a conversation that carries them along each further question. To write them costs a quarter more than to send them, and every
 * further request reads them for a tenth: that pays when one in three has a second. Nothing where the prefix of a pack is marked or
 * not, as its context decided, nor for a conversation with a diff, which stands in the way of the next question's passages.
 */
export function evidenceMarker(
  context: Context,
  {
    mode,
    evidence,
    tools,
  }: { readonly mode: CacheMode; readonly evidence: EvidenceMode; readonly tools: 'none' | 'read' },
): CacheMarker | undefined {
  const { cache } = context.profile;
  const isReadAgain = tools === 'read' || (evidence === 'conversation' && context.volatile === undefined);
  const isMarked =
    isReadAgain && context.strategy === 'retrieve' && cache.type === 'explicit' && mode !== 'off';
  return isMarked ? cache.marker : undefined;
}
