import type { PDFPageProxy } from 'pdfjs-dist';
import type { Font, PageContent, TextRun } from '../page-layout.ts';
import { mayHoldTable } from '../tables/may-hold-table.ts';
import { addAnnotationRuns, isDrawn } from './add-annotation-runs.ts';
import { findRules } from './find-rules.ts';
import { linkRuns } from './link-runs.ts';
import { type Matrix, multiply } from './matrix.ts';
import type { OperatorList } from './operator-list.ts';
import type { FindAnnotations } from './read-annotations.ts';
import { readFont } from './read-font.ts';
import { type PaintedText, readPaintedText } from './read-painted-text.ts';
import { separateHiddenText } from './separate-hidden-text.ts';
import { separateTinyText } from './separate-tiny-text.ts';

/** What the pages of a document have in common. */
export interface DocumentParts {
  /** The fonts that are known so far, by pdf.js' id; a page adds its own. */
  readonly fonts: Map<string, Font>;
  readonly findAnnotations: FindAnnotations;
}

/** What a page draws, in the frame of the page as it is shown. */
export async function extractPage(
  page: PDFPageProxy,
  { fonts, findAnnotations }: DocumentParts,
): Promise<PageContent> {
  const { width, height, transform } = page.getViewport({ scale: 1 });
  const toPage = multiply(transform, []);
  const { items, styles } = await page.getTextContent();
  const newFonts = Object.keys(styles).filter((font) => !fonts.has(font));
  const annotations = await findAnnotations(page.pageNumber);
  const drawn = items.flatMap((item) => ('str' in item && item.str !== '' ? [toRun(item, toPage)] : []));
  // pdf.js tells of a font only beside the drawing operators, which cost as much again as the text. A font's id is the same on
  // every page, so they are asked for where one appears for the first time; there text that nobody sees shows too.
  let operators: OperatorList | undefined;
  if (newFonts.length > 0 || annotations.some(isDrawn) || isAlmostEmpty(drawn))
    operators = await page.getOperatorList();
  for (const font of newFonts) fonts.set(font, readFont(findObject(page, font)));
  const seen = separateTinyText(drawn, fonts);
  const content = { page: page.pageNumber, width, height, fonts };
  const withAnnotations = (runs: readonly TextRun[], painted: readonly PaintedText[] = []) =>
    addAnnotationRuns({ runs: linkRuns(runs, annotations, toPage), painted }, annotations, toPage, content);
  if (operators === undefined && mayHoldTable({ ...content, runs: withAnnotations(seen.runs) }))
    operators = await page.getOperatorList();
  const attachments = annotations.flatMap(({ file }) => file?.filename ?? []);
  if (operators === undefined)
    return { ...content, runs: withAnnotations(seen.runs), hidden: seen.hidden, attachments };
  const painting = await readPaintedText(operators, toPage, content);
  const separated = separateHiddenText(seen.runs, painting, content);
  const runs = withAnnotations(separated.runs, painting.texts);
  return {
    ...content,
    runs,
    hidden: [...seen.hidden, ...separated.hidden],
    attachments,
    images: painting.images,
    ...(mayHoldTable({ ...content, runs }) && {
      rules: await findRules(operators, toPage, content),
    }),
  };
}

type TextItem = Extract<
  Awaited<ReturnType<PDFPageProxy['getTextContent']>>['items'][number],
  { str: string }
>;

function toRun({ str, dir, width, height, fontName, transform }: TextItem, toPage: Matrix): TextRun {
  const isVertical = dir === 'ttb';
  const [a, b, c, d, x, y] = multiply(toPage, transform);
  return {
    text: str,
    x,
    y,
    width: isVertical ? height : width,
    size: Math.hypot(c, d) || 1,
    angle: (Math.atan2(b, a) * 180) / Math.PI + (isVertical ? 90 : 0),
    direction: dir === 'rtl' ? 'rtl' : 'ltr',
    font: fontName,
  };
}

/** A scan may carry a stamp or a page number: whether the page is an image shows in the operators. */
function isAlmostEmpty(runs: readonly TextRun[]): boolean {
  return runs.reduce((sum, { text }) => sum + text.trim().length, 0) <= strayCharacters;
}

/** A page number, a date, the name of a scanner. */
export const strayCharacters = 40;

function findObject({ commonObjs }: PDFPageProxy, id: string): unknown {
  return commonObjs.has(id) ? commonObjs.get(id) : undefined;
}
