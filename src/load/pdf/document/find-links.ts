import type { Line, Span } from '../page-layout.ts';

/** A text that a click opens an address on. */
export interface Link {
  readonly text: string;
  readonly url: string;
}

/** The links of lines whose addresses the text does not show, each once, a text that runs over lines in one piece. */
export function findLinks(lines: readonly Line[]): readonly Link[] {
  const links = new Map<string, Link>();
  let open: { text: string; readonly url: string } | undefined;
  const close = () => {
    if (open === undefined) return;
    const text = open.text.replace(/\s+/g, ' ').trim();
    if (text !== '' && !shows(text, open.url)) links.set(`${text} ${open.url}`, { text, url: open.url });
    open = undefined;
  };
  const add = ({ text, link }: Span) => {
    if (text.trim() === '') return;
    if (open !== undefined && open.url === link) open.text += text;
    else {
      close();
      if (link !== undefined) open = { text, url: link };
    }
  };
  for (const { spans } of lines) {
    spans.forEach(add);
    if (open !== undefined) open.text += ' ';
  }
  close();
  return [...links.values()];
}

/** Whether the text holds the address or a part of it: cut and hyphenated at a line's end, without its scheme. */
function shows(text: string, url: string): boolean {
  const plain = (address: string) =>
    address
      .toLowerCase()
      .replace(/[\s\u00ad\u2010-]/g, '')
      .replace(/^(?:https?:|mailto:)?(?:\/\/)?(?:www\.)?/, '')
      .replace(/[/.,;)]+$/, '');
  const [shown, whole] = [plain(text), plain(url)];
  return (
    whole === shown ||
    (Math.min(shown.length, whole.length) > 8 && (whole.includes(shown) || shown.includes(whole)))
  );
}
