import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Font, PageBlock } from '../page-layout.ts';
import type { DrawnPage } from './draw-page.ts';

/** What OCR sees on a page. */
export interface OcrText {
  readonly blocks: readonly PageBlock[];
  /** How sure it is, 0 to 1. */
  readonly confidence: number;
}

/** Reads pictures of pages. It starts with the first one; close it when done. */
export interface OcrReader {
  read(page: DrawnPage): Promise<OcrText>;
  close(): Promise<void>;
}

/** An OCR reader of tesseract.js with the English data of `@tesseract.js-data/eng`: nothing is downloaded, and nothing written. */
export function createOcrReader(): OcrReader {
  let starting: ReturnType<typeof startTesseract> | undefined;
  return {
    async read({ png, scale }) {
      starting ??= startTesseract();
      const worker = await starting;
      const { data } = await worker.recognize(Buffer.from(png), {}, { blocks: true });
      const paragraphs = (data.blocks ?? []).flatMap((block) => block.paragraphs);
      const blocks = paragraphs.map(({ lines }) => ({
        type: 'text' as const,
        lines: lines.map(({ text, bbox: { x0, y0, x1, y1 } }) => ({
          spans: [{ text: text.trimEnd(), font: ocrFont, size: ocrSize }],
          box: { left: x0 / scale, top: y0 / scale, right: x1 / scale, bottom: y1 / scale },
          baseline: y1 / scale,
          size: ocrSize,
          angle: 0,
          direction: 'ltr' as const,
        })),
      }));
      return { blocks, confidence: data.confidence / 100 };
    },
    async close() {
      const worker = await starting?.catch(() => undefined);
      await worker?.terminate();
    },
  };
}

// The heights that OCR measures differ from line to line: taken for sizes of type, they would make headings of plain lines.
const ocrSize = 10;
const ocrFont: Font = { name: '', isBold: false, isItalic: false, isMonospace: false };

async function startTesseract() {
  const { createWorker, OEM } = await import('tesseract.js');
  const data = dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json'));
  return createWorker('eng', OEM.LSTM_ONLY, {
    langPath: join(data, '4.0.0_best_int'),
    gzip: true,
    // Or it would write the data to the working directory.
    cacheMethod: 'none',
  });
}
