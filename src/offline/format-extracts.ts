import { formatCitationMark, notFoundMark } from '../text/citation-marks.ts';
import type { Extract } from './find-extracts.ts';
import { kindOfDocument } from './kind-of-document.ts';

/** The answer text: a line that says what this is, then each extract as a Markdown quote with its citation mark. */
export function formatExtracts(extracts: readonly Extract[]): string {
  const label = 'Extracts from the documents, the likeliest first. No language model was asked.';
  return [label, ...extracts.map(formatExtract)].join('\n\n');
}

/** The refusal, with the nearest places, each with the words that stand there. */
export function formatRefusal(extracts: readonly Extract[]): string {
  const said = `${notFoundMark}The documents do not seem to say: no passage matches the question well enough. No language model was asked.`;
  if (extracts.length === 0) return said;
  const places = extracts.map(({ document, core }) => {
    const words = beginningOf(core);
    return `- “${harmless(words).replaceAll(/\s+/g, ' ')}” ${cite(document.id, words)}`;
  });
  return `${said}\n\nThe nearest places:\n\n${places.join('\n')}`;
}

// Two lines of a terminal: enough to see that it is not the answer.
const shownOfPlace = 160;

/** As many whole words as there is room for, without the mark of a list item: a list of their own is what they are shown in. */
function beginningOf(core: string): string {
  const words = core.replace(/^(?:[-*+•]|\d{1,3}[.)])\s+/, '');
  if (words.length <= shownOfPlace) return words;
  const space = words.slice(0, shownOfPlace).search(/\s\S*$/);
  return words.slice(0, space > 0 ? space : shownOfPlace);
}

function formatExtract({ document, text }: Extract): string {
  const shown = harmless(text);
  const mark = cite(document.id, text);
  if (kindOfDocument(document) === 'code') {
    // Longer than any fence inside, so that the code cannot close it.
    const fence = '`'.repeat(Math.max(3, ...(shown.match(/`+/g) ?? []).map((run) => run.length + 1)));
    return `${fence}${/\.(\w+)(?:#.*)?$/.exec(document.id)?.[1] ?? ''}\n${shown}\n${fence}\n\n${mark}`;
  }
  // A code block that was cut at its end is closed for the reader.
  const open = (shown.match(/^\s*(?:```|~~~)/gm) ?? []).length % 2 === 1;
  const lines = [...shown.split('\n'), ...(open ? ['```'] : [])];
  return `${lines.map((line) => (line === '' ? '>' : `> ${line}`)).join('\n')}\n\n${mark}`;
}

function cite(id: string, quote: string): string {
  return formatCitationMark({ id, quote: harmless(quote) });
}

/** Marks inside a document must not pose as ours: an invisible word joiner breaks them, which a search for the quote skips. */
function harmless(text: string): string {
  return text.replace(/<(?=\/?cite\b|not-found)/g, '<\u2060');
}
