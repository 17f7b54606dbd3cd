import type { Retriever } from '../../chunk-store.ts';
import type { ToolRefusal } from '../../result.ts';
import type { TextSegment } from '../../segment.ts';

/** Where tools look: the documents that a context was prepared from, by their addresses. No way leads from here to a disk. */
export interface Shelf {
  /** What was loaded, with its estimated tokens. */
  readonly documents: ReadonlyMap<string, number>;
  readonly retriever: Retriever;
}

/** A shelf as one answer may use it. */
export interface OpenShelf extends Shelf {
  /** What the model's window has room for besides the documents and the question, in bytes: no tokenizer makes more than a token of one. */
  readonly roomBytes: number;
}

/** What one look brought, before it is cut to what may be shown. */
export type Look =
  | {
      readonly type: 'documents';
      readonly documents: readonly TextSegment[];
      /** What the model is told when there are none. */
      readonly none: string;
    }
  | { readonly type: 'list'; readonly entries: readonly string[] }
  | Refusal;

export interface Refusal {
  readonly type: 'refused';
  readonly reason: ToolRefusal;
  readonly message: string;
}

export function refuse(reason: ToolRefusal, message: string): Refusal {
  return { type: 'refused', reason, message };
}

/** Refuses an address that nothing was loaded from, and names documents that end the same way. */
export function refuseUnknown(address: string, { documents }: Shelf): Refusal {
  const name = (address.split(/[\\/]/).at(-1) as string).replace(/#.*$/s, '');
  const similar = Array.from(documents.keys())
    .filter((source) => name !== '' && (source === name || source.endsWith(`/${name}`)))
    .slice(0, 5);
  const hint = similar.length === 0 ? '' : ` Did you mean ${similar.map(quote).join(' or ')}?`;
  return refuse(
    'unknown-document',
    `No document or folder ${quote(address.slice(0, 300))} is loaded. Only what "list" shows can be read.${hint}`,
  );
}

/** Names are data: a line break in one ends no line. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
