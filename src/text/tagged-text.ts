import type { TextStretch } from '../prefix.ts';
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

/**
 * Renders a note on edits: of each document lines that no longer count, and the lines that stand in their place. A reader finds them
 * by their text, so each stands once in the document as it was. Gives the place of every stretch of lines.
 */
export function renderEdits(
  documents: readonly { readonly id: string; readonly edits: readonly TextEdit[] }[],
  { key, from }: { readonly key: string; readonly from: number },
): { readonly text: string; readonly places: readonly (readonly EditPlace[])[] } {
  let text = `<note-${key}>\nLines of the documents below have been replaced. The lines between the old tags stood once in the document as it is above this note; they no longer count: do not answer from them and do not cite them. In their place stand the lines between the new tags now.\n</note-${key}>\n`;
  const add = (lines: string): TextStretch => {
    const start = from + text.length;
    text += lines;
    return { start, end: start + lines.length };
  };
  const places = documents.map(({ id, edits }) => {
    add(`<edited-${key} id=${quote(id)}>\n`);
    const each = edits.map(({ before, after }) => {
      add(`<old-${key}>\n`);
      const old = add(before);
      add(`</old-${key}>\n<new-${key}>\n`);
      const now = add(after);
      add(`</new-${key}>\n`);
      return { old, now };
    });
    add(`</edited-${key}>\n`);
    return each;
  });
  return { text, places };
}

/** Lines of a document, and what stands in their place; both end with a line break, or are empty. */
export interface TextEdit {
  readonly before: string;
  readonly after: string;
}

/** Where the lines of an edit stand in a prompt. */
export interface EditPlace {
  readonly old: TextStretch;
  readonly now: TextStretch;
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
 * Reads back what `renderTagged`, `renderSuperseded` and `renderEdits` wrote: the documents of a prompt that count, as they are now,
 * in their order; none when there is no tag.
 */
export function parseTagged(prompt: string): readonly ParsedDocument[] {
  const key = firstTag.exec(prompt)?.[1];
  if (key === undefined) return [];
  const open = new RegExp(
    `^<(?:(document|edited)-${key} id=(${string})(?: label=${string})?(?: headings=(${string}))?|superseded-${key})>\\n`,
    'gm',
  );
  let documents: ParsedDocument[] = [];
  for (let match = open.exec(prompt); match !== null; match = open.exec(prompt)) {
    const [, tag = 'superseded', id = '', headings] = match;
    const close = `</${tag}-${key}>\n`;
    const end = prompt.indexOf(close, open.lastIndex);
    if (end === -1) break;
    const text = prompt.slice(open.lastIndex, end);
    open.lastIndex = end + close.length;
    if (tag === 'superseded') {
      const gone = new Set(text.split('\n').slice(1, -1));
      documents = documents.filter((document) => !gone.has(quote(document.id)));
    } else if (tag === 'edited') {
      const edits = parseEdits(text, key);
      documents = documents.map((document) =>
        quote(document.id) === id ? { ...document, text: applyEdits(document.text, edits) } : document,
      );
    } else {
      documents.push({
        id: JSON.parse(id) as string,
        ...(headings !== undefined && { headings: JSON.parse(headings) as string }),
        text,
      });
    }
  }
  return documents;
}

function parseEdits(text: string, key: string): TextEdit[] {
  const edit = new RegExp(
    `<old-${key}>\\n([^]*?)</old-${key}>\\n<new-${key}>\\n([^]*?)</new-${key}>\\n`,
    'g',
  );
  return [...text.matchAll(edit)].map(([, before = '', after = '']) => ({ before, after }));
}

/** Each is looked for behind the one before, so that none is found in what another has put in. */
function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let edited = '';
  let at = 0;
  for (const { before, after } of edits) {
    const found = text.indexOf(before, at);
    if (found === -1) continue;
    edited += text.slice(at, found) + after;
    at = found + before.length;
  }
  return edited + text.slice(at);
}

function quote(text: string): string {
  return JSON.stringify(text.toWellFormed());
}
