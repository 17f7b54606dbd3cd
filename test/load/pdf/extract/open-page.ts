import { extractPage } from '../../../../src/load/pdf/extract/extract-page.ts';
import { createAnnotationReader } from '../../../../src/load/pdf/extract/read-annotations.ts';
import type { PageContent } from '../../../../src/load/pdf/page-layout.ts';
import { openDocument } from '../../../../src/load/pdf/thread/open-document.ts';
import { makeRawPdf, stream } from '../../make-pdf.ts';

/** What the reader takes from a page of a PDF. */
export async function readContent(bytes: Uint8Array, page = 1): Promise<PageContent> {
  const task = await openDocument(new Uint8Array(bytes), undefined);
  try {
    const document = await task.promise;
    const parts = { fonts: new Map(), findAnnotations: createAnnotationReader(document) };
    return await extractPage(await document.getPage(page), parts);
  } finally {
    await task.destroy();
  }
}

/** A page of 200 by 200 points with Helvetica as `/F`, what is drawn on it, and its annotations. */
export function makePage(content: string, annotations: readonly string[] = [], entries = ''): Uint8Array {
  const first = 6;
  const references = annotations.map((_, index) => `${first + index} 0 R`).join(' ');
  return makeRawPdf([
    `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${references}] /DA (/F 0 Tf 0 g) /DR << /Font << /F 5 0 R >> >> >> >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [${references}] ${entries} >>`,
    stream(content),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...annotations,
  ]);
}

/** A line of text with its baseline at `x`, `y` from the bottom left. */
export function line(text: string, x: number, y: number, size = 10): string {
  return `BT /F ${size} Tf 1 0 0 1 ${x} ${y} Tm (${text}) Tj ET`;
}

export const texts = ({ runs }: PageContent) =>
  runs.map(({ text }) => text).filter((text) => text.trim() !== '');
