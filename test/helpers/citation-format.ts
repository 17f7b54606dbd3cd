// The one place of the helpers that knows how this project writes documents and citations into prompts and answers.

/** A document in a prompt: its address and its own text. */
export interface PromptDocument {
  /** As it stands between the quotes of the tag, escapes included. */
  readonly address: string;
  readonly text: string;
}

/** How a model says that the documents do not hold the answer. */
export const notFoundMark = '<not-found/>';

/** A citation mark. `address` is written as it stood in the document's tag. */
export function formatCitation({
  address,
  quote,
}: {
  readonly address: string;
  readonly quote: string;
}): string {
  return `<cite id="${address}">${quote}</cite>`;
}

const quoted = '"((?:[^"\\\\]|\\\\.)*)"';

/** The documents of a prompt part, in their order. */
export function findDocuments(part: string): PromptDocument[] {
  const open = new RegExp(`^<document-(\\w+) id=${quoted}(?: \\w+=${quoted})*>\\n`, 'gm');
  const documents: PromptDocument[] = [];
  for (let match = open.exec(part); match !== null; match = open.exec(part)) {
    const [, key = '', address = ''] = match;
    const end = part.indexOf(`</document-${key}>`, open.lastIndex);
    if (end === -1) break;
    documents.push({ address, text: part.slice(open.lastIndex, end) });
    open.lastIndex = end;
  }
  return documents;
}
