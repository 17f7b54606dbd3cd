import { segmentId, type TextSegment } from '../segment.ts';

/** A segment as it stands in a prompt, and where its own text lies in it (UTF-16 offsets). */
export interface TaggedText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Renders a segment between tags that carry the key. Addresses and headings are quoted as JSON, since a path may hold line
 * breaks, quotes or a closing tag. Line ends become `\n` and lone surrogates U+FFFD, so that the bytes are the same everywhere.
 */
export function renderTagged(segment: TextSegment, key: string): TaggedText {
  const body = segment.text.replaceAll('\r\n', '\n').toWellFormed();
  const { location } = segment;
  const label =
    location.type === 'page' && location.label !== undefined ? ` label=${quote(location.label)}` : '';
  const headings = segment.headings?.length ? ` headings=${quote(segment.headings.join(' > '))}` : '';
  const open = `<document-${key} id=${quote(segmentId(segment))}${label}${headings}>\n`;
  const close = `${body === '' || body.endsWith('\n') ? '' : '\n'}</document-${key}>\n`;
  return { text: open + body + close, start: open.length, end: open.length + body.length };
}

/**
 * Renders a note that the documents with these ids, as they stand above it, no longer count: they have changed or gone since they
 * were cached. Their newer texts, where there are any, stand below it.
 */
export function renderSuperseded(ids: readonly string[], key: string): string {
  const list = ids.map((id) => `${quote(id)}\n`).join('');
  return `<superseded-${key}>\nThese documents have changed or are gone, so their text above this line no longer counts: do not answer from it and do not cite it. Only what stands below this line under the same id is their text now.\n${list}</superseded-${key}>\n`;
}

/** A document found in a prompt. */
export interface ParsedDocument {
  readonly id: string;
  readonly headings?: string;
  /** Its own text, without tags. It ends with a line break, as it stands in the prompt, unless it is empty. */
  readonly text: string;
}

const firstTag = /^<document-([0-9a-f]{8}) id="/m;
/** What `JSON.stringify` writes for a string, so that `JSON.parse` takes whatever matches. */
const string = '"(?:[^"\\\\\\x00-\\x1f]|\\\\(?:["\\\\/bfnrt]|u[0-9a-f]{4}))*"';

/**
 * Reads back what `renderTagged` and `renderSuperseded` wrote: the documents of a prompt that count, in their order; none when there
 * is no tag.
 */
export function parseTagged(prompt: string): readonly ParsedDocument[] {
  const key = firstTag.exec(prompt)?.[1];
  if (key === undefined) return [];
  const open = new RegExp(
    `^<(?:document-${key} id=(${string})(?: label=${string})?(?: headings=(${string}))?|superseded-${key})>\\n`,
    'gm',
  );
  let documents: ParsedDocument[] = [];
  for (let match = open.exec(prompt); match !== null; match = open.exec(prompt)) {
    const [, id, headings] = match;
    const close = `</${id === undefined ? 'superseded' : 'document'}-${key}>\n`;
    const end = prompt.indexOf(close, open.lastIndex);
    if (end === -1) break;
    const text = prompt.slice(open.lastIndex, end);
    if (id === undefined) {
      const gone = new Set(text.split('\n').slice(1, -1));
      documents = documents.filter((document) => !gone.has(quote(document.id)));
    } else {
      documents.push({
        id: JSON.parse(id) as string,
        ...(headings !== undefined && { headings: JSON.parse(headings) as string }),
        text,
      });
    }
    open.lastIndex = end + close.length;
  }
  return documents;
}

function quote(text: string): string {
  return JSON.stringify(text.toWellFormed());
}
