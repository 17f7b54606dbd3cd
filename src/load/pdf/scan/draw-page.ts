import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';

/** A page as a picture. */
export interface DrawnPage {
  /** PNG. */
  readonly png: Uint8Array<ArrayBuffer>;
  /** Pixels in a point. */
  readonly scale: number;
}

/** Draws a page with `@napi-rs/canvas` at 150 dpi, or less where a side would pass 4,000 pixels. */
export async function drawPage(document: PDFDocumentProxy, page: PDFPageProxy): Promise<DrawnPage> {
  const { width, height } = page.getViewport({ scale: 1 });
  const scale = Math.min(150 / 72, maxSidePixels / Math.max(width, height, 1));
  const viewport = page.getViewport({ scale });
  const factory: unknown = document.canvasFactory;
  if (!isCanvasFactory(factory)) throw new Error('pdf.js cannot draw here.');
  const drawing = factory.create(Math.ceil(viewport.width), Math.ceil(viewport.height));
  try {
    await page.render({ canvas: drawing.canvas, viewport }).promise;
    return { png: new Uint8Array(drawing.canvas.toBuffer('image/png')), scale };
  } finally {
    factory.destroy(drawing);
  }
}

const maxSidePixels = 4_000;

interface Drawing {
  readonly canvas: { toBuffer(type: 'image/png'): Uint8Array };
}

/** pdf.js gives no type to what it draws on. */
interface CanvasFactory {
  create(width: number, height: number): Drawing;
  destroy(drawing: Drawing): void;
}

function isCanvasFactory(value: unknown): value is CanvasFactory {
  return typeof value === 'object' && value !== null && 'create' in value && 'destroy' in value;
}
