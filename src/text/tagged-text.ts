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

/** Reads back what `renderTagged` wrote: the documents of a prompt in their order; none when there is no tag. */
export function* parseTagged(prompt: string): Generator<ParsedDocument> {
  const key = firstTag.exec(prompt)?.[1];
  if (key === undefined) return;
  const open = new RegExp(
    `^<document-${key} id=(${string})(?: label=${string})?(?: headings=(${string}))?>\\n`,
    'gm',
  );
  const close = `</document-${key}>\n`;
  for (let match = open.exec(prompt); match !== null; match = open.exec(prompt)) {
    const end = prompt.indexOf(close, open.lastIndex);
    if (end === -1) return;
    const id = JSON.parse(match[1] as string) as string;
    const headings = match[2] === undefined ? undefined : (JSON.parse(match[2]) as string);
    yield { id, ...(headings !== undefined && { headings }), text: prompt.slice(open.lastIndex, end) };
    open.lastIndex = end + close.length;
  }
}

function quote(text: string): string {
  return JSON.stringify(text.toWellFormed());
}
