import type { PDFDocumentProxy } from 'pdfjs-dist';

/** The facts that pdf.js tells of an annotation, as far as they are used. */
export interface Annotation {
  readonly id: string;
  readonly subtype: string;
  /** Two corners in the page's own units. */
  readonly rect: readonly number[];
  /** The corners of the words that a link or a highlight covers: eight numbers each. */
  readonly quadPoints?: ArrayLike<number> | null;
  readonly annotationFlags?: number;
  readonly hasAppearance?: boolean;
  /** The text that its appearance draws, by lines. */
  readonly textContent?: readonly string[];
  readonly contentsObj?: { readonly str: string };
  readonly stateModel?: string | null;
  readonly defaultAppearanceData?: { readonly fontSize?: number };
  /** Of a link to an address. */
  readonly url?: string;
  /** Of an attached file. */
  readonly file?: { readonly filename?: string };
  /** Of a form field: text, button, choice or signature. */
  readonly fieldType?: 'Tx' | 'Btn' | 'Ch' | 'Sig';
  readonly fieldValue?: unknown;
  readonly password?: boolean;
  readonly multiLine?: boolean;
  readonly checkBox?: boolean;
  readonly radioButton?: boolean;
  /** The field's value when this check box, or this radio button, is on. */
  readonly exportValue?: string;
  readonly buttonValue?: string | null;
  readonly options?: readonly { readonly exportValue: unknown; readonly displayValue: unknown }[];
}

/** The annotations of a page that are shown, in their order. */
export type FindAnnotations = (page: number) => Promise<readonly Annotation[]>;

/**
 * Reads annotations for a stretch of pages at a time. `page.getAnnotations` reads the text of a page with links once more, to
 * tell what they cover (48 % on top in a book with links); asking for them by type does not.
 */
export function createAnnotationReader(document: PDFDocumentProxy): FindAnnotations {
  let first = 0;
  let stretch: Promise<ReadonlyMap<number, readonly Annotation[]>> | undefined;
  return async (page) => {
    if (document.numPages > mostPages) return (await readPage(document, page)).filter(isShown);
    const start = page - ((page - 1) % stretchPages);
    if (stretch === undefined || first !== start) {
      first = start;
      stretch = readStretch(document, start);
    }
    // One broken page fails its whole stretch.
    const byPage = await stretch.catch(() => undefined);
    const annotations = byPage ? (byPage.get(page) ?? []) : await readPage(document, page);
    return annotations.filter(isShown);
  };
}

/** What is told to pdf.js is the pages not to read, so a stretch costs as many numbers as the document has pages. */
const stretchPages = 32;
/** From here on the numbers take longer than the pages' text: 150 ms for 100,000. */
const mostPages = 20_000;

async function readStretch(document: PDFDocumentProxy, start: number) {
  const { AnnotationType } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const types = new Set(Object.values(AnnotationType));
  types.delete(AnnotationType.POPUP);
  const others = new Set<number>();
  for (let index = 0; index < document.numPages; index++)
    if (index < start - 1 || index >= start - 1 + stretchPages) others.add(index);
  const found: unknown = await document.getAnnotationsByType(types, others);
  const annotations = Array.isArray(found) ? found.filter(isAnnotation) : [];
  return Map.groupBy(annotations, ({ pageIndex }) => Number(pageIndex) + 1);
}

async function readPage(document: PDFDocumentProxy, number: number): Promise<readonly Annotation[]> {
  const page = await document.getPage(number);
  const found: readonly unknown[] = await page.getAnnotations();
  return found.filter(isAnnotation);
}

function isAnnotation(value: unknown): value is Annotation & { readonly pageIndex?: unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'subtype' in value &&
    typeof value.subtype === 'string' &&
    'rect' in value &&
    Array.isArray(value.rect)
  );
}

/** By its flags: bit 1 invisible, bit 2 hidden, bit 6 not on the screen. */
function isShown({ annotationFlags = 0, subtype }: Annotation): boolean {
  return (annotationFlags & (2 | 32)) === 0 && !(annotationFlags & 1 && subtype !== 'Widget');
}
