import type { PDFDocumentLoadingTask } from 'pdfjs-dist';
import { findPdfjsFolder } from '../find-pdfjs-folder.ts';
import { loadPdfjs } from './load-pdfjs.ts';

/**
 * Begins to open a PDF with pdf.js; `destroy()` what it gives, or memory grows with every document. With CMaps, standard fonts
 * and wasm from the installed package: without them fonts that are not embedded lose every character, in silence (16 of 973
 * files of pdf.js' own tests).
 */
export async function openDocument(
  bytes: Uint8Array<ArrayBuffer>,
  password: string | undefined,
): Promise<PDFDocumentLoadingTask> {
  const pdfjs = await loadPdfjs();
  const folder = findPdfjsFolder();
  return pdfjs.getDocument({
    data: bytes,
    password,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
    ...(folder !== undefined && {
      cMapUrl: `${folder}/cmaps/`,
      standardFontDataUrl: `${folder}/standard_fonts/`,
      wasmUrl: `${folder}/wasm/`,
    }),
    useSystemFonts: false,
    disableFontFace: true,
    // The names of fonts.
    fontExtraProperties: true,
  });
}
