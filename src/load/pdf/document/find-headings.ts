import type { OutlineEntry } from '../page-layout.ts';
import { type BodyStyle, familyOf, roundSize } from './body-style.ts';
import { type HeadingStyle, levelHeadings } from './heading-levels.ts';
import { type Hyphens, joinTexts } from './join-lines.ts';
import { isAll, isBold, isMonospace, isUpright, lineText } from './line-text.ts';
import { isSpelledNumber, type Numbering, readNumbering } from './numbering.ts';
import { indexOutline } from './outline-titles.ts';
import { isContentsLine, type Paragraph, type Part } from './split-paragraphs.ts';

export interface Heading {
  readonly page: number;
  readonly title: string;
  /** From 1, the outermost. */
  readonly level: number;
}

/** The headings among the paragraphs. A paragraph that only continues the heading before it has `undefined`. */
export type Headings = ReadonlyMap<Paragraph, Heading | undefined>;

export interface HeadingCount {
  add(page: number, parts: readonly Part[]): void;
  headings(): Headings;
}

/** A paragraph that may be a heading. */
interface Candidate {
  paragraphs: Paragraph[];
  readonly page: number;
  text: string;
  style: HeadingStyle;
  readonly because: 'outline' | 'large' | 'bold' | 'numbered' | 'number';
  numbering: Numbering | undefined;
  readonly entry: OutlineEntry | undefined;
}

/**
 * Finds headings by what sets them off from the body: they are larger, or bold and apart, or numbered and apart; and by the
 * titles of the outline. Captions, lines of a table of contents, formulas and styles that prose is set in are none.
 */
export function countHeadings(
  body: BodyStyle,
  hyphens: Hyphens,
  outline: readonly OutlineEntry[],
): HeadingCount {
  const inOutline = indexOutline(outline);
  const candidates: Candidate[] = [];
  const prose = new Map<string, { paragraphs: number; characters: number }>();
  const texts = new Map<string, number>();
  return {
    add(page, parts) {
      const isContents =
        parts.filter((part) => part.type === 'paragraph' && isContentsEntry(part)).length > 2;
      for (const [index, part] of parts.entries()) {
        if (part.type === 'table') continue;
        const style = styleOf(part, body);
        const length = lengthOf(part);
        const seen = prose.get(style.key) ?? { paragraphs: 0, characters: 0 };
        prose.set(style.key, { paragraphs: seen.paragraphs + 1, characters: seen.characters + length });
        if (length > longest) continue;
        const text = rowsText(part, hyphens);
        // A sentence may happen to be a title's words.
        const isTitle = !/[.,;]$/.test(text);
        const entry = isTitle ? inOutline(page, text) : undefined;
        const because = entry ? 'outline' : whyHeading(part, text, style, body);
        if (because === undefined || (isContents && /\s[\divxlc]+$/.test(text))) continue;
        const candidate = {
          page,
          text,
          style,
          because,
          entry,
          numbering: readNumbering(text),
          paragraphs: [part],
        };
        const before = candidates.at(-1);
        const above = index > 0 ? parts[index - 1] : undefined;
        if (before && above && before.paragraphs.at(-1) === above && continues(before, candidate)) {
          if (isSpelledNumber(before.text)) {
            before.paragraphs = [part];
            before.text = text;
          } else {
            before.paragraphs.push(part);
            before.text = `${before.text} ${text}`;
            before.numbering = readNumbering(before.text);
          }
          before.style = style;
          continue;
        }
        texts.set(text, (texts.get(text) ?? 0) + 1);
        candidates.push(candidate);
      }
    },
    headings() {
      const accepted = candidates.filter((candidate) => {
        if (candidate.because === 'outline') return true;
        if (candidate.because === 'number' && candidate.paragraphs.length === 1) return false;
        if (isSpelledNumber(candidate.text)) return false;
        const { paragraphs = 1, characters = 0 } = prose.get(candidate.style.key) ?? {};
        // Prose in large type: the paragraphs of a slide, a pull quote, a preface.
        if (characters / paragraphs > 120) return false;
        // "Note", "Tip:", "Warning" above each box.
        const isLabel = candidate.because === 'bold' || candidate.text.endsWith(':');
        return !isLabel || (texts.get(candidate.text) ?? 0) <= 3;
      });
      const levels = levelHeadings(accepted);
      const found = new Map<Paragraph, Heading | undefined>();
      for (const [index, { paragraphs, page, text }] of accepted.entries()) {
        const [first, ...others] = paragraphs;
        if (first) found.set(first, { page, title: text, level: levels[index] ?? 1 });
        for (const other of others) found.set(other, undefined);
      }
      return found;
    },
  };
}

/** Titles of four lines exist; more characters than this is a paragraph. */
const longest = 250;

function isContentsEntry({ rows }: Paragraph): boolean {
  const line = rows[0]?.at(-1);
  return line !== undefined && isContentsLine(lineText(line));
}

function lengthOf({ rows }: Paragraph): number {
  let length = 0;
  for (const row of rows) for (const { spans } of row) for (const { text } of spans) length += text.length;
  return length;
}

function rowsText({ rows }: Paragraph, hyphens: Hyphens): string {
  return joinTexts(rows.flat().map(lineText), hyphens).replace(/\s+/g, ' ').trim();
}

function styleOf({ rows }: Paragraph, body: BodyStyle): HeadingStyle {
  const line = rows[0]?.[0];
  const size = roundSize(line?.size ?? body.size);
  const bold = line !== undefined && isAll(line, isBold);
  const family = familyOf(line?.spans[0]?.font.name ?? '');
  return { key: `${size} ${bold} ${family}`, size, isBold: bold, family };
}

const caption =
  /^(?:fig(?:ure|\.)?|table|tab\.|abb(?:ildung|\.)|tabelle|listing|exhibit|scheme|plate|algorithm|tableau|図|表|图)\s*[\dA-Z]/iu;

/** A text that begins as the caption of a figure or a table does. */
export function isCaptionText(text: string): boolean {
  return caption.test(text);
}

function whyHeading(
  { rows, gapAbove }: Paragraph,
  text: string,
  style: HeadingStyle,
  body: BodyStyle,
): Candidate['because'] | undefined {
  const lines = rows.flat();
  const [first] = lines;
  if (!first || !lines.every(isUpright) || lines.length > 5) return undefined;
  if (isAll(first, isMonospace) && !body.isMonospace) return undefined;
  const ratio = style.size / body.size;
  const isOther = style.family !== body.family;
  // Type of one family and weight that is a little larger is set so for its place (a table, a note, an abstract), not as a title.
  const isLarge = ratio > (style.isBold || isOther ? 1.08 : 1.17);
  const leading = body.leading(style.size);
  const isApart = gapAbove > 1.12 * leading + 0.5;
  if (!isLarge && (ratio < 0.9 || !isApart || lines.length > 2 || text.length > 120)) return undefined;
  const numbering = readNumbering(text);
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  // A chapter's number may stand in a line of its own; it is no heading without the title under it.
  if (letters < 2 && !/\p{Lo}/u.test(text))
    return numbering?.title === '' && ratio > 1.25 ? 'number' : undefined;
  // A formula, a figure's labels or a line of dots has few letters, a row of a table more digits.
  if (letters < 0.5 * text.replace(/[\s\d.]/g, '').length) return undefined;
  if ((numbering?.title ?? text).replace(/\D/g, '').length > letters) return undefined;
  if (isCaptionText(text) || /(?:[.·…]\s?){4,}/.test(text) || /^[•‣▪◦●○■□–—*[]/u.test(text)) return undefined;
  const isSentence = /[.,;。，；]$/.test(text) && !/^[\dIVXA-Z.]+$/.test(text);
  if (isLarge) {
    if (isSentence && (lines.length > 1 || text.length > 60) && !(style.isBold && ratio > 1.25))
      return undefined;
    return /^\p{Ll}|:$/u.test(text) && ratio < 1.3 ? undefined : 'large';
  }
  if (isSentence) return undefined;
  if (style.isBold && !body.isBold) return /^\p{Ll}|[:!]$/u.test(text) ? undefined : 'bold';
  const isMarked =
    isOther || /^[^\p{Ll}]+$/u.test(text) || lines.every((line) => isAll(line, ({ font }) => font.isItalic));
  const isNumbered =
    numbering !== undefined &&
    (numbering.isNamed || (numbering.depth ?? 1) > 1 || (isMarked && /^\S+[.)]/.test(text)));
  if (!isNumbered || rows.length > 1 || gapAbove < 1.3 * leading) return undefined;
  return /^\p{Lu}|^$|^\p{Lo}/u.test(numbering.title) && text.length < 90 ? 'numbered' : undefined;
}

/** Whether a candidate goes on with the one above it: a word such as Chapter with its number, a number alone with its title, or a title in two sizes of lines. */
function continues(above: Candidate, below: Candidate): boolean {
  if (above.page !== below.page || above.entry || below.because === 'number') return false;
  const isNumberAlone = above.numbering?.title === '' && below.numbering === undefined;
  const isWordAlone =
    above.numbering === undefined && readNumbering(`${above.text} ${below.text}`)?.isNamed === true;
  const gap = below.paragraphs[0]?.gapAbove ?? 0;
  // Set to the right, word, number and title begin far from one another.
  if (isWordAlone || (isNumberAlone && above.numbering?.isNamed && gap === Number.POSITIVE_INFINITY))
    return true;
  if (isNumberAlone) return gap < 6 * below.style.size;
  return (
    above.style.key === below.style.key &&
    below.numbering === undefined &&
    above.because === 'large' &&
    gap < 1.6 * below.style.size
  );
}
