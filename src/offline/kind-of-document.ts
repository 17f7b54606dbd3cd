import type { ParsedDocument } from '../text/tagged-text.ts';

const proseEnding = /\.(?:mdx?|markdown|rst|txt|adoc|tex|html?|pdf|ipynb|org)(?:#.*)?$/i;
const codeEnding = /\.[a-z]\w{0,9}(?:#L\d+.*)?$/i;

/** Whether a document is running text or code, by the end of its address; without an ending, running text. */
export function kindOfDocument({ id }: Pick<ParsedDocument, 'id'>): 'prose' | 'code' {
  return !proseEnding.test(id) && codeEnding.test(id) ? 'code' : 'prose';
}
