import { segmentId, type TextSegment } from '../../segment.ts';
import { breakDelimiterKey, holdsKey } from '../../text/delimiter-key.ts';
import { renderTagged } from '../../text/tagged-text.ts';
import { cutSegment } from './cut-segment.ts';
import { type Look, quote } from './look.ts';

/** A look as the model gets it. */
export interface ShownLook {
  readonly text: string;
  /** What stands in it of documents, just as it was shown. */
  readonly documents: readonly TextSegment[];
  readonly isCut: boolean;
  /** Whether something in it held the key of the tags, which was broken there. */
  readonly broken: boolean;
}

/** Under this a piece of a document is not worth its tags. */
const leastBytes = 200;

/** Writes out what a look brought: documents in tags, as many and as much of them as may be shown, and how to go on. */
export function showLook(
  look: Exclude<Look, { type: 'refused' }>,
  { key, mostBytes }: { readonly key: string; readonly mostBytes: number },
): ShownLook {
  return look.type === 'list'
    ? showList(look.entries, { key, mostBytes })
    : showDocuments(look, { key, mostBytes });
}

function showDocuments(
  { documents, none }: Extract<Look, { type: 'documents' }>,
  { key, mostBytes }: { readonly key: string; readonly mostBytes: number },
): ShownLook {
  const shown: TextSegment[] = [];
  let text = '';
  let left = mostBytes;
  let broken = false;
  for (const [index, found] of documents.entries()) {
    const document = withoutKey(found, key);
    broken ||= document !== found;
    const rendered = renderTagged(document, key).text;
    if (Buffer.byteLength(rendered) <= left) {
      shown.push(document);
      text += rendered;
      left -= Buffer.byteLength(rendered);
      continue;
    }
    const tags = Buffer.byteLength(renderTagged({ ...document, text: '' }, key).text) + 1;
    const cut = left < leastBytes + tags ? undefined : cutSegment(document, left - tags);
    if (cut !== undefined) {
      shown.push(cut.head);
      text += renderTagged(cut.head, key).text;
    }
    const rest = quote(segmentId(cut?.rest ?? document));
    const others = documents.length - index - 1;
    text += `(Cut here. To read on: id ${rest}${others === 0 ? '' : `; ${others} more were left out`}.)\n`;
    return { text, documents: shown, isCut: true, broken };
  }
  return { text: text === '' ? `(${none})\n` : text, documents: shown, isCut: false, broken };
}

function showList(
  entries: readonly string[],
  { key, mostBytes }: { readonly key: string; readonly mostBytes: number },
): ShownLook {
  let text = '';
  let left = mostBytes;
  let broken = false;
  for (const [index, entry] of entries.entries()) {
    const line = `${breakDelimiterKey(entry, key)}\n`;
    broken ||= line.length !== entry.length + 1;
    left -= Buffer.byteLength(line);
    if (left < 0) {
      text += `(Cut here: ${entries.length - index} more. List again with "after" for the last entry above.)\n`;
      return { text, documents: [], isCut: true, broken };
    }
    text += line;
  }
  return { text: text === '' ? '(Nothing more.)\n' : text, documents: [], isCut: false, broken };
}

/** A document that holds the key of the tags could pose as several: it is broken in it, wherever it stands. */
function withoutKey(document: TextSegment, key: string): TextSegment {
  if (!holdsKey([document], key)) return document;
  const { source, location, headings, text } = document;
  const clean = (given: string) => breakDelimiterKey(given, key);
  return {
    ...document,
    source: clean(source),
    location:
      location.type === 'page' && location.label !== undefined
        ? { ...location, label: clean(location.label) }
        : location,
    text: clean(text),
    ...(headings !== undefined && { headings: headings.map(clean) }),
  };
}
