import { drawPage } from '../../src/load/pdf/scan/draw-page.ts';
import { openDocument } from '../../src/load/pdf/thread/open-document.ts';
import { makePdf } from './make-pdf.ts';

/** A page of 600 by 300 points that is a picture of these lines, and a page number as text if asked for. */
export async function makeScan(lines: readonly string[], pageNumber = ''): Promise<Uint8Array> {
  const format = { size: [600, 300] as [number, number], margin: 0 };
  const task = await openDocument(
    new Uint8Array(
      await makePdf((pdf) => {
        pdf.fontSize(30);
        for (const [index, line] of lines.entries()) pdf.text(line, 50, 60 + 50 * index);
      }, format),
    ),
    undefined,
  );
  const document = await task.promise;
  const { png } = await drawPage(document, await document.getPage(1));
  await task.destroy();
  return makePdf((pdf) => {
    pdf.image(Buffer.from(png), 0, 0, { width: 600 });
    if (pageNumber !== '') pdf.text(pageNumber, 300, 270);
  }, format);
}
