import type { ModelMessage, TextPart, UserModelMessage } from 'ai';
import { breakDelimiterKey } from '../text/delimiter-key.ts';

/** `providerOptions` that mark a content part for a provider's cache. */
export type CacheMarker = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>
>;

/** The documents of a call as one text, with the key of their tags. */
export interface DocumentPart {
  readonly text: string;
  readonly key: string;
  /** Set when the part is to be cached. */
  readonly marker: CacheMarker | undefined;
  /** A prefix stands in front of everything; evidence for one question stands right before it. */
  readonly position: 'first' | 'before-question';
}

/**
 * The messages of a call: the documents as one part that carries the marker, then the question as the next part. Of eleven
 * natural layouts six lose the cache without a warning; this one keeps it. The history goes between, with its first
 * question after the documents, so that the prefix is the same bytes in every turn.
 */
export function buildMessages({
  documents,
  history,
  question,
}: {
  readonly documents: DocumentPart;
  readonly history: readonly ModelMessage[];
  readonly question: string;
}): ModelMessage[] {
  const part: TextPart = {
    type: 'text',
    text: documents.text,
    ...(documents.marker !== undefined && { providerOptions: documents.marker }),
  };
  const asked: UserModelMessage = { role: 'user', content: [{ type: 'text', text: question }] };
  const turns = [...history, asked];
  const target = documents.position === 'first' ? 0 : turns.length - 1;
  // A history that was cut begins with an answer: the documents still stand in front of it.
  if (turns[target]?.role !== 'user') return [{ role: 'user', content: [part] }, ...turns];
  return turns.map((message, index) =>
    index === target && message.role === 'user'
      ? { ...message, content: [part, ...contentParts(message)] }
      : message,
  );
}

/** Text from outside the documents with the key broken, and whether there was any. */
export function guardText(text: string, key: string): { readonly text: string; readonly broken: boolean } {
  return { text: breakDelimiterKey(text, key), broken: text.includes(key) };
}

/** The same for a history: every text in it, but no file, whose bytes are not text. */
export function guardHistory(
  history: readonly ModelMessage[],
  key: string,
): { readonly history: readonly ModelMessage[]; readonly broken: boolean } {
  let broken = false;
  const guard = (value: unknown): unknown => {
    if (typeof value === 'string') {
      broken ||= value.includes(key);
      return breakDelimiterKey(value, key);
    }
    if (Array.isArray(value)) return value.map(guard);
    if (!isPlainObject(value) || value.type === 'file' || value.type === 'image') return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, guard(part)]));
  };
  const guarded = history.map((message) => guard(message) as ModelMessage);
  return broken ? { history: guarded, broken } : { history, broken };
}

/** Not a URL or an array of bytes, which may stand in a message too. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function contentParts({ content }: UserModelMessage): Exclude<UserModelMessage['content'], string> {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}
