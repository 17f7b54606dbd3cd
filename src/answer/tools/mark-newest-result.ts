import type { ModelMessage } from 'ai';
import type { CacheMarker } from '../../model/model-profile.ts';
import { removeMarkers } from '../prompt/remove-markers.ts';

/** The messages of a call with the marker on the newest that tools have shown and on no result before it: providers take four markers. */
export function markNewestResult(messages: readonly ModelMessage[], marker: CacheMarker): ModelMessage[] {
  const newest = messages.findLastIndex(({ role }) => role === 'tool');
  return messages.map((message, index) => {
    if (message.role !== 'tool') return message;
    const [plain = message] = removeMarkers([message], marker);
    return index === newest
      ? ({ ...plain, providerOptions: { ...plain.providerOptions, ...marker } } as ModelMessage)
      : plain;
  });
}
