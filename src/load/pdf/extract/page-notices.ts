import type { SkipReason } from '../../../segment.ts';
import type { HiddenBecause, PageContent, TextRun } from '../page-layout.ts';

/** Something about a page that its text does not say. */
export interface PageNotice {
  readonly reason: SkipReason;
  /** One sentence for a person. */
  readonly detail: string;
}

/** What a reader of the page's text has to know: text that nobody sees, attached files, characters that cannot be read. */
export function pageNotices({ runs, hidden = [], attachments = [] }: PageContent): readonly PageNotice[] {
  return [
    ...hidden.map(({ because, text }) => ({
      reason: 'hidden-text' as const,
      detail: `The page holds text that a person does not see (${why[because]}); it is left out: ${quote(text)}`,
    })),
    ...attachments.map(attachmentNotice),
    ...undecodable(runs),
  ];
}

/** An embedded file is named and never opened. */
export function attachmentNotice(name: string): PageNotice {
  return { reason: 'attachment', detail: `The file "${name}" is attached to it; it was not opened.` };
}

const why: Record<HiddenBecause, string> = {
  invisible: 'drawn invisible',
  'same-colour': 'in the colour of its background',
  tiny: 'under one point high',
  'off-page': 'off the page',
};

function quote(text: string): string {
  const more = text.length - quotedCharacters;
  return more > 0 ? `"${text.slice(0, quotedCharacters)}…" and ${more} more characters` : `"${text}"`;
}

const quotedCharacters = 200;

function undecodable(runs: readonly TextRun[]): readonly PageNotice[] {
  let all = 0;
  let unknown = 0;
  for (const { text } of runs) {
    all += text.replace(/\s/g, '').length;
    unknown += text.match(unknownCharacters)?.length ?? 0;
  }
  if (unknown <= 0.05 * all) return [];
  const share = Math.round((100 * unknown) / all);
  const detail = `${share} % of the page's characters have no meaning outside its fonts: its text is wrong there.`;
  return [{ reason: 'undecodable', detail }];
}

/** NUL and other controls, the replacement character, and the private-use area. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const unknownCharacters = /[\u0000-\u0008\u000e-\u001f\ufffd\ue000-\uf8ff]/g;
