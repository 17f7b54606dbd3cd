import type { PDFPageProxy } from 'pdfjs-dist';
import type { Font, PageContent, TextRun } from '../page-layout.ts';
import { mayHoldTable } from '../tables/may-hold-table.ts';
import { findRules } from './find-rules.ts';
import { multiply } from './matrix.ts';
import { readFont } from './read-font.ts';

/**
 * What a page draws, in the frame of the page as it is shown. `fonts` are those of the document that are known so far; the
 * page's own are added to it.
 */
export async function extractPage(page: PDFPageProxy, fonts: Map<string, Font>): Promise<PageContent> {
  const { width, height, transform } = page.getViewport({ scale: 1 });
  const toPage = multiply(transform, []);
  const { items, styles } = await page.getTextContent();
  const newFonts = Object.keys(styles).filter((font) => !fonts.has(font));
  // pdf.js tells of a font only beside the drawing operators, which cost half as much again as the text. A font's id is the
  // same on every page, so they are asked for where one appears for the first time.
  const operators = newFonts.length > 0 ? await page.getOperatorList() : undefined;
  for (const font of newFonts) fonts.set(font, readFont(findObject(page, font)));
  const runs: TextRun[] = [];
  for (const item of items) {
    if (!('str' in item) || item.str === '') continue;
    const { str, dir, fontName } = item;
    const [a, b, c, d, x, y] = multiply(toPage, item.transform);
    runs.push({
      text: str,
      x,
      y,
      width: item.width,
      size: Math.hypot(c, d) || 1,
      angle: (Math.atan2(b, a) * 180) / Math.PI,
      direction: dir === 'rtl' ? 'rtl' : 'ltr',
      font: fontName,
    });
  }
  const content = { page: page.pageNumber, width, height, runs, fonts };
  if (!mayHoldTable(content)) return content;
  const rules = await findRules(operators ?? (await page.getOperatorList()), toPage, {
    right: width,
    bottom: height,
  });
  return { ...content, rules };
}

function findObject({ commonObjs }: PDFPageProxy, id: string): unknown {
  return commonObjs.has(id) ? commonObjs.get(id) : undefined;
}
