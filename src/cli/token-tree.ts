import type { CoveredDocument } from '../index.ts';

/** A folder (its name ends in `/`) or a document with its tokens, and what is largest in it. */
export interface TokenTree {
  /** The whole address, a folder's with its slash. */
  readonly source: string;
  readonly tokens: number;
  readonly documents: number;
  /** Largest first; what is too small to matter is left out. */
  readonly children?: readonly TokenTree[];
}

/** What is under this share of all tokens does not help to find out where they are. */
const shownShare = 0.01;
const maxDepth = 4;
const maxChildren = 12;

/** The largest folders and documents, the largest first, ties by name. */
export function buildTokenTree(documents: readonly CoveredDocument[]): readonly TokenTree[] {
  const total = documents.reduce((sum, { tokens }) => sum + tokens, 0);
  return branch('', documents, { least: total * shownShare, depth: 1 });
}

function branch(
  folder: string,
  documents: readonly CoveredDocument[],
  { least, depth }: { readonly least: number; readonly depth: number },
): readonly TokenTree[] {
  const groups = new Map<string, CoveredDocument[]>();
  for (const document of documents) {
    const slash = document.source.indexOf('/', folder.length);
    const source = slash === -1 ? document.source : document.source.slice(0, slash + 1);
    const known = groups.get(source);
    if (known === undefined) groups.set(source, [document]);
    else known.push(document);
  }
  return [...groups]
    .map(([source, inside]) => ({
      source,
      tokens: inside.reduce((sum, { tokens }) => sum + tokens, 0),
      documents: inside.length,
      inside,
    }))
    .filter(({ tokens }) => tokens >= least)
    .sort((a, b) => b.tokens - a.tokens || (a.source < b.source ? -1 : 1))
    .slice(0, maxChildren)
    .map(({ inside, ...node }) => {
      if (!node.source.endsWith('/') || depth === maxDepth) return node;
      return { ...node, children: branch(node.source, inside, { least, depth: depth + 1 }) };
    });
}

/** The tree as lines: tokens in front, names indented by depth. */
export function formatTokenTree(
  tree: readonly TokenTree[],
  formatCount: (tokens: number) => string,
  indent = '',
): string[] {
  return tree.flatMap(({ source, tokens, documents, children = [] }) => {
    const name = source.slice(source.replace(/\/$/, '').lastIndexOf('/') + 1);
    const size = source.endsWith('/') ? ` (${documents} ${documents === 1 ? 'document' : 'documents'})` : '';
    const line = `${formatCount(tokens).padStart(12)}  ${indent}${name}${size}`;
    return [line, ...formatTokenTree(children, formatCount, `${indent}  `)];
  });
}
