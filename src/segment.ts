/** Where in its source a text stands. Lines, pages and cells count from 1; both ends of a range are included. */
export type Location =
  | {
      readonly type: 'lines';
      readonly start: number;
      readonly end: number;
      /** Set on a piece that begins inside its first line: how many UTF-16 units of the line come before it. */
      readonly offset?: number;
    }
  | {
      readonly type: 'page';
      /** The physical page, counted from 1. */
      readonly page: number;
      /** The page number as printed, when the document names it (`iv`, `A-3`). */
      readonly label?: string;
      /** Set on a piece that begins inside the page: how many UTF-16 units of the page's text come before it. */
      readonly offset?: number;
    }
  | {
      readonly type: 'cell';
      /** The cell of a notebook, counted from 1, empty ones too. */
      readonly cell: number;
      /** Set on a piece that begins inside the cell: how many UTF-16 units of the cell's text come before it. */
      readonly offset?: number;
    };

/** Where a stretch of a page's text stands on the page: for marking a citation in a viewer. */
export interface TextPosition {
  /** Offsets in the segment's text, in UTF-16 units; `end` is not included. */
  readonly start: number;
  readonly end: number;
  /** On the page as shown, in points of 1/72 inch from its top left corner; y grows downwards. */
  readonly box: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
}

/** A stretch of text as a loader read it: a whole file, one page of a PDF, or one cell of a notebook. */
export interface TextSegment {
  readonly type: 'text';
  /** The address a person would type, always with `/`: a path relative to the root that was loaded, or a name. */
  readonly source: string;
  readonly location: Location;
  readonly text: string;
  /** The titles above this text, outermost first. */
  readonly headings?: readonly string[];
  /**
   * How the file's bytes were encoded, as `TextDecoder` names it (`windows-1252`, `shift_jis`, `utf-16le`; also `utf-32le` and
   * `utf-32be`). Absent for UTF-8; `utf-8` when broken bytes of it were replaced by U+FFFD.
   */
  readonly encoding?: string;
  /** Of a PDF's page, when `positions` were asked for: where its lines stand, in the order of the text. */
  readonly positions?: readonly TextPosition[];
  /**
   * Of a PDF's page: its running heads, feet and printed page numbers, from top to bottom. They are no part of the text. Absent
   * where there are none.
   */
  readonly runningLines?: readonly string[];
  /** Set on a page that was read by OCR: how sure it is, 0 to 1. */
  readonly ocrConfidence?: number;
  /** Names the content as read (a git blob id or a content hash). */
  readonly version?: string;
  /** Commit time of the newest change, in seconds since 1970. Never a file time; absent when unknown or uncommitted. */
  readonly changedAt?: number;
  /** The bytes of a file name that is not valid UTF-8, in hex; `source` shows such bytes as `\xff`. */
  readonly sourceHex?: string;
  /** Changes from hour to hour, as a diff or a log does: it stands behind everything else, so that a cached prefix stays. */
  readonly isVolatile?: true;
}

/**
 * An image, the image of a page, or a file as it is. `prepareContext` records it as skipped, unless `media: 'send'` shows it to the
 * model or the caller attached it.
 */
export interface MediaSegment {
  readonly type: 'media';
  readonly source: string;
  readonly location?: Location;
  /** IANA media type, such as `image/png`. */
  readonly mediaType: string;
  readonly data: Uint8Array;
  /** The caller asked for it by name (`loadMedia`): it goes to the model whatever `media` says of what is met in folders. */
  readonly attached?: true;
}

/** Why something was not read. */
export type SkipReason =
  /** Holds bytes that are not text. */
  | 'binary'
  /** Over the loader's size limit. */
  | 'too-large'
  /** The file system refused to give it. */
  | 'unreadable'
  /** Its name says that it holds keys or credentials. */
  | 'credentials'
  /** Holds what looks like a key or a password; the detail says by which rule and on which line. */
  | 'secret'
  /** Changed or went away while it was read, twice. */
  | 'changed'
  /** A symbolic link: never followed. */
  | 'link'
  /** A socket, pipe or device. */
  | 'special-file'
  /** A repository inside the repository. */
  | 'nested-repository'
  /** A Git LFS pointer whose content is not here. */
  | 'lfs-pointer'
  /** A PDF that cannot be read at all; the detail says why. */
  | 'broken-pdf'
  /** A PDF that needs a password. */
  | 'encrypted-pdf'
  /** A page with an image and no text: a scan. */
  | 'no-text'
  /** Text of a page that a person does not see (invisible, in the background's colour, tiny, off the page): it is not in the page's text. */
  | 'hidden-text'
  /** A page of which over 5 % of the characters have no meaning outside its fonts. Its text is there, and wrong in places. */
  | 'undecodable'
  /** A file inside a PDF: named, never opened. */
  | 'attachment'
  /** Took longer, or more memory, than the loader allows. */
  | 'limit'
  /** Read, and left out so that the rest fits the model (`fit: 'leave-out'`). */
  | 'over-budget'
  /** The same address with the same text was already read. */
  | 'duplicate'
  /** Left out by default, because it is written by a program: lock files, generated and minified code, installed packages. */
  | 'noise'
  /** Left out on purpose: by a `.quireignore` or the caller's `exclude`. */
  | 'excluded'
  /** An image or another part that the chosen model path does not read. */
  | 'media';

/** Something that was met and not read. Skips travel in the stream; nothing is dropped in silence. */
export interface Skipped {
  readonly type: 'skipped';
  readonly source: string;
  readonly location?: Location;
  readonly reason: SkipReason;
  /** One sentence for a person: what exactly, and the way out when there is one. */
  readonly detail?: string;
  /** The limit that was passed: the name of the loader's option, and its value. */
  readonly limit?: { readonly name: string; readonly value: number };
  readonly bytes?: number;
  /** Roughly how many tokens it would have been, where its size says it. */
  readonly tokens?: number;
  /** As of a `TextSegment`. */
  readonly sourceHex?: string;
}

export type SourceItem = TextSegment | MediaSegment | Skipped;

/**
 * What a loader returns: an iterable that can be read more than once (so never a bare generator, which is spent after one
 * pass and then silently yields nothing).
 */
export type Source = AsyncIterable<SourceItem> | Iterable<SourceItem>;

/**
 * The name a model cites a segment by. It derives from the address alone, so adding a file changes no other id: the source
 * itself when the segment starts on line 1, `file#L40` when it starts further down, `file.pdf#page=12` for a page, `file.ipynb#cell=3` for a cell. A piece that
 * begins inside a line or page adds its offset: `file#L1+1400`, `file.pdf#page=12+1400`.
 */
export function segmentId({ source, location }: Pick<TextSegment, 'source' | 'location'>): string {
  const offset = location.offset ? `+${location.offset}` : '';
  if (location.type === 'page') return `${source}#page=${location.page}${offset}`;
  if (location.type === 'cell') return `${source}#cell=${location.cell}${offset}`;
  return location.start === 1 && offset === '' ? source : `${source}#L${location.start}${offset}`;
}
