/** A rectangle on a page as it is shown (its rotation applied), in points of 1/72 inch from the top left corner; y grows downwards. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Font {
  /** As the PDF names it, without the subset's prefix; empty when it is not known. */
  readonly name: string;
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly isMonospace: boolean;
}

/** Why a person who looks at the page would not see a text. */
export type HiddenBecause = 'invisible' | 'same-colour' | 'tiny' | 'off-page';

/** A piece of text as the page draws it. The frame is that of `Box`; `angle` is clockwise in degrees, 0 for upright text. Vertical writing (Japanese, Chinese) has the angle 90: it runs downwards, and its lines go from right to left. */
export interface TextRun {
  readonly text: string;
  /** Where the baseline begins, on the page as shown. */
  readonly x: number;
  readonly y: number;
  /** Along the baseline. */
  readonly width: number;
  /** The font's size in points: one em. */
  readonly size: number;
  readonly angle: number;
  readonly direction: 'ltr' | 'rtl';
  /** A key of `PageContent.fonts`. */
  readonly font: string;
  /** The address that a click on it opens. */
  readonly link?: string;
}

/** Text that a page draws and nobody sees. It is no part of the page's runs. */
export interface HiddenText {
  readonly because: HiddenBecause;
  readonly text: string;
}

/** A straight line, or an edge of a filled rectangle, that is drawn horizontally or vertically. */
export interface Rule {
  readonly direction: 'horizontal' | 'vertical';
  readonly box: Box;
}

/** What pdf.js gives of a page, in one frame. What follows is geometry and needs no pdf.js. */
export interface PageContent {
  /** The physical page, counted from 1. */
  readonly page: number;
  readonly width: number;
  readonly height: number;
  /** In drawing order. */
  readonly runs: readonly TextRun[];
  readonly fonts: ReadonlyMap<string, Font>;
  /** Absent when the drawing operators were not asked for: they cost half as much again as the text. */
  readonly rules?: readonly Rule[];
  /** What nobody sees, one entry for each reason. Told on pages alone whose drawing operators were asked for. */
  readonly hidden?: readonly HiddenText[];
  /** The names of the files that are attached to places on the page. */
  readonly attachments?: readonly string[];
  /** Where its images are; absent as `rules` are. */
  readonly images?: readonly Box[];
}

/** In points, as the page is shown. */
export type PageSize = Pick<PageContent, 'width' | 'height'>;

/** A stretch of a line in one font and size. */
export interface Span {
  readonly text: string;
  readonly font: Font;
  readonly size: number;
  /** A footnote's mark or an index: smaller, and off the baseline. */
  readonly shift?: 'super' | 'sub';
  readonly link?: string;
}

/** A line of text, spaced as a person reads it. Its text is that of its spans, joined by nothing. */
export interface Line {
  readonly spans: readonly Span[];
  readonly box: Box;
  /** Its distance from the top of the page, turned so that text of this angle is upright: it grows from line to line. */
  readonly baseline: number;
  /** The size that most of its characters have. */
  readonly size: number;
  readonly angle: number;
  readonly direction: 'ltr' | 'rtl';
}

export interface TableCell {
  readonly text: string;
  /** How many columns and rows it covers. */
  readonly columns: number;
  readonly rows: number;
}

/** Lines that stand below one another in one column. */
export interface TextBlock {
  readonly type: 'text';
  readonly lines: readonly Line[];
}

/** A grid of cells. A cell that spans is in the row and column where it begins, and nowhere else. */
export interface TableBlock {
  readonly type: 'table';
  readonly box: Box;
  readonly rows: readonly (readonly TableCell[])[];
  /** How many rows at the top are column heads. */
  readonly headRows: number;
  /** Where the columns begin and the last one ends: a table that goes on on the next page has the same. */
  readonly columnEdges: readonly number[];
}

export type PageBlock = TextBlock | TableBlock;

/** A page's blocks in the order in which a person reads them. Light enough to keep a whole document of them. */
export interface PageLayout {
  readonly page: number;
  readonly width: number;
  readonly height: number;
  readonly blocks: readonly PageBlock[];
}

/** A title of the document's outline. */
export interface OutlineEntry {
  readonly title: string;
  /** From 1, the outermost. */
  readonly level: number;
  /** The physical page that it points at, counted from 1. */
  readonly page: number;
}
