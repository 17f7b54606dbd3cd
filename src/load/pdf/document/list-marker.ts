import type { Line } from '../page-layout.ts';
import { lineText } from './line-text.ts';

/** What stands before a list's item. */
export interface Marker {
  readonly kind: 'bullet' | 'number';
  /** As printed. */
  readonly text: string;
  /** The item's text after it. */
  readonly rest: string;
}

const bullet = /^([•‣▪◦●○■□▶►➢➤✓✔❖◆◇∙·⁃\uf0b7\uf0a7\uf0d8\uf02d]|[-–—*](?=\s))\s*(?=\S)/u;
const number = /^(\(?(?:\d{1,3}|[a-z]|[ivx]{1,5}|[A-Z])\)|(?:\d{1,2}|[a-z]|[ivx]{2,5})\.)\s+(?=\S)/u;

/**
 * The mark of a list item at a line's beginning. A bullet counts anywhere; a number, a letter or a dash only after a line that
 * was ended on purpose, for otherwise it may be a word that has come there by chance ("in Figure / 2. The").
 */
export function readMarker(line: Line, { isAfterEnd }: { readonly isAfterEnd: boolean }): Marker | undefined {
  const text = lineText(line).trimStart();
  const bulleted = bullet.exec(text)?.[0];
  if (bulleted !== undefined && (isAfterEnd || !/^[-–—*·]/.test(bulleted)))
    return { kind: 'bullet', text: bulleted.trim(), rest: text.slice(bulleted.length) };
  const numbered = isAfterEnd ? number.exec(text)?.[0] : undefined;
  return numbered === undefined
    ? undefined
    : { kind: 'number', text: numbered.trim(), rest: text.slice(numbered.length) };
}
