import type { FilePart, ModelMessage, TextPart, UserModelMessage } from 'ai';
import { type MediaSegment, segmentId } from '../../segment.ts';
import { breakDelimiterKey } from '../../text/delimiter-key.ts';
import { type CutText, cutDocument } from './cut-document.ts';
import { removeMarkers } from './remove-markers.ts';

/** The documents of a call as one text, with the key of their tags. */
export interface DocumentPart extends CutText {
  readonly key: string;
  /** The most parts of a request that the provider takes marked. @default 1 */
  readonly maxMarkers?: number;
  /** A prefix stands in front of everything; evidence for one question stands right before it. */
  readonly position: 'first' | 'before-question';
  /** Images and files that stand behind the text, and are cached with it. */
  readonly media?: readonly MediaSegment[];
  /** Text behind the last marker, since it changes from hour to hour. */
  readonly behind?: string;
}

/**
 * The messages of a call: the documents as one part that carries the marker, then the question as the next part. Of eleven
 * natural layouts six lose the cache without a warning; this one keeps it. The history goes between, with its first
 * question after the documents, so that the prefix is the same bytes in every turn. What differs from question to question
 * otherwise, such as the form of the answer, is the `tail`.
 *
 * A follow-up's question is marked too, so that the next one reads the conversation; a first question is not, since most are
 * asked over the documents alone and a write costs more than it saves. No request has more markers than the four that providers
 * take: those in the history are taken off, and the documents get what the others leave.
 */
export function buildMessages({
  documents,
  history,
  earlier,
  question,
  tail,
}: {
  readonly documents: DocumentPart;
  readonly history: readonly ModelMessage[];
  /** Passages that stand in front of questions of the history, by the place of these. @default none */
  readonly earlier?: ReadonlyMap<number, string>;
  readonly question: string;
  readonly tail?: string;
}): ModelMessage[] {
  const { marker, media = [], maxMarkers = 1, behind } = documents;
  const others = [history, media].filter(({ length }) => length > 0).length;
  const parts = cutDocument(documents, { freeMarkers: maxMarkers - others });
  const last = behind === undefined ? [] : [{ type: 'text' as const, text: behind }];
  const front = [...parts, ...mediaParts(documents), ...last];
  const marked = marker !== undefined && history.length > 0 && { providerOptions: marker };
  const asked: UserModelMessage = {
    role: 'user',
    content: [
      { type: 'text', text: question, ...marked },
      ...(tail === undefined ? [] : [{ type: 'text' as const, text: tail }]),
    ],
  };
  const turns = [...(marker === undefined ? history : removeMarkers(history, marker)), asked];
  const target = documents.position === 'first' ? 0 : turns.length - 1;
  // A history that was cut begins with an answer: the documents still stand in front of it.
  if (turns[target]?.role !== 'user') return [{ role: 'user', content: front }, ...turns];
  return turns.map((message, index) => {
    if (message.role !== 'user') return message;
    const passages = earlier?.get(index);
    if (index === target) return { ...message, content: [...front, ...contentParts(message)] };
    if (passages === undefined) return message;
    return { ...message, content: [{ type: 'text', text: passages }, ...contentParts(message)] };
  });
}

/** Each image behind a line that names it; the last one carries the marker too, so that the images are read from the cache. */
function mediaParts({ media = [], marker, key }: DocumentPart): (TextPart | FilePart)[] {
  return media.flatMap((segment, index) => {
    const { source, mediaType, data } = segment;
    const isLast = index === media.length - 1;
    const isImage = mediaType.startsWith('image/');
    return [
      {
        type: 'text' as const,
        text: `<${isImage ? 'image' : 'file'}-${key} id=${mediaId(segment, key)}>`,
      },
      {
        type: 'file' as const,
        mediaType,
        data,
        // Some providers want a name for what is no image.
        ...(!isImage && { filename: source.slice(source.lastIndexOf('/') + 1) }),
        ...(isLast && marker !== undefined && { providerOptions: marker }),
      },
    ];
  });
}

/** The key was chosen for the texts: a file may be called after it. */
function mediaId(
  { source, location = { type: 'lines', start: 1, end: 1 } }: MediaSegment,
  key: string,
): string {
  return breakDelimiterKey(JSON.stringify(segmentId({ source, location })), key);
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

/**
 * How many content parts lie between the last question of a history and the one that follows it: a provider that looks back less
 * does not find the conversation's entry.
 */
export function countBlocksBack(history: readonly ModelMessage[]): number {
  const last = history.findLastIndex(({ role }) => role === 'user');
  return history
    .slice(last + 1)
    .reduce((sum, { content }) => sum + (typeof content === 'string' ? 1 : content.length), 0);
}

/** Not a URL or an array of bytes, which may stand in a message too. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function contentParts({ content }: UserModelMessage): Exclude<UserModelMessage['content'], string> {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}
