/** The limits for reading one PDF. What passes one is told with its name and value; the pages before and after it are kept. */
export interface PdfLimits {
  /**
   * Pages of a PDF after this one are told as skipped. 5,000 pages are more than any model takes at once.
   * @default 5000
   */
  readonly maxPages?: number;
  /**
   * The longest wait for one page of a PDF; then the page is told as skipped and the next ones are read. The slowest of 4,703
   * public PDFs took 6.7 s.
   * @default 60000
   */
  readonly timeoutMs?: number;
  /**
   * The longest time for all pages of a PDF; the rest is told as skipped. 2,400 pages take some 10 s.
   * @default 300000
   */
  readonly documentTimeoutMs?: number;
  /**
   * A page of a PDF with more characters is told as skipped. The densest print has some 20,000; a font can make 680,000 out of a
   * kilobyte.
   * @default 500000
   */
  readonly maxPageCharacters?: number;
  /**
   * After so many characters the rest of a PDF is told as skipped. A library's reference manual of 2,400 pages has 6 million.
   * @default 50000000
   */
  readonly maxCharacters?: number;
  /**
   * The most memory that reading a PDF may take in one thread, its inflated streams included. The largest of 4,703 public PDFs
   * took 446 MB; three kilobytes can inflate to 1.2 GB.
   * @default 671088640
   */
  readonly maxMemoryBytes?: number;
}

/** The limits for a PDF when the caller sets none. */
export const defaultPdfLimits: Required<PdfLimits> = {
  maxPages: 5_000,
  timeoutMs: 60_000,
  documentTimeoutMs: 300_000,
  maxPageCharacters: 500_000,
  maxCharacters: 50_000_000,
  maxMemoryBytes: 640 * 1024 ** 2,
};

/** A limit that was passed, by the name of its option. */
export interface PassedLimit {
  readonly name: keyof PdfLimits;
  readonly value: number;
}

/** What is asked of the limits, and the defaults for the rest. */
export function withDefaults(asked: PdfLimits): Required<PdfLimits> {
  return {
    maxPages: asked.maxPages ?? defaultPdfLimits.maxPages,
    timeoutMs: asked.timeoutMs ?? defaultPdfLimits.timeoutMs,
    documentTimeoutMs: asked.documentTimeoutMs ?? defaultPdfLimits.documentTimeoutMs,
    maxPageCharacters: asked.maxPageCharacters ?? defaultPdfLimits.maxPageCharacters,
    maxCharacters: asked.maxCharacters ?? defaultPdfLimits.maxCharacters,
    maxMemoryBytes: asked.maxMemoryBytes ?? defaultPdfLimits.maxMemoryBytes,
  };
}

/** What passed a limit, in a sentence for a person. */
export function describeLimit({ name, value }: PassedLimit): string {
  switch (name) {
    case 'maxPages':
      return `\`maxPages\` is ${value}.`;
    case 'timeoutMs':
      return `Nothing came for ${value / 1000} s (\`timeoutMs\` is ${value}).`;
    case 'documentTimeoutMs':
      return `The document took longer than ${value / 1000} s (\`documentTimeoutMs\` is ${value}).`;
    case 'maxPageCharacters':
      return `The page claims more than ${value} characters (\`maxPageCharacters\`).`;
    case 'maxCharacters':
      return `The document has more than ${value} characters (\`maxCharacters\`).`;
    case 'maxMemoryBytes':
      return `It needs more than ${Math.round(value / 1024 ** 2)} MiB of memory (\`maxMemoryBytes\` is ${value}).`;
  }
}
