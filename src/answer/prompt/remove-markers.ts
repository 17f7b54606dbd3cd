import type { ModelMessage } from 'ai';
import type { CacheMarker } from '../../model/model-profile.ts';

/** A history without cache markers of this kind, on messages and on parts; other provider options stay. */
export function removeMarkers(
  history: readonly ModelMessage[],
  marker: CacheMarker,
): readonly ModelMessage[] {
  return history.map((message) => {
    const { content } = message;
    const parts = typeof content === 'string' ? content : content.map((part) => withoutMarker(part, marker));
    return { ...withoutMarker(message, marker), content: parts } as ModelMessage;
  });
}

function withoutMarker<Marked extends object>(marked: Marked, marker: CacheMarker): Marked {
  if (!('providerOptions' in marked) || typeof marked.providerOptions !== 'object') return marked;
  const providers = Object.entries(marked.providerOptions ?? {}).map(([provider, options]) => [
    provider,
    Object.fromEntries(
      Object.entries(options ?? {}).filter(([option]) => !(option in (marker[provider] ?? {}))),
    ),
  ]);
  return { ...marked, providerOptions: Object.fromEntries(providers) };
}
