import type { ChunkStore, IndexedDocument, KeptDocument, ScoredChunk } from '../../chunk-store.ts';
import type { TextSegment } from '../../segment.ts';
import { documentShare } from '../word-index.ts';
import {
  indexTable,
  inSources,
  type LanceDbTables,
  openTables,
  type Row,
  readColumns,
  retryConflicts,
  searchTable,
} from './lancedb-tables.ts';

export interface LanceDbStoreOptions {
  /**
   * Keys, region and endpoint of object storage, as LanceDB names them: `{ region: 'eu-central-1' }`. All values are text,
   * `allowHttp: 'true'` too.
   */
  readonly storageOptions?: Readonly<Record<string, string>>;
}

/**
 * Keeps an index in LanceDB, in a folder or in object storage (`s3://bucket/index`): for documents that outgrow memory, and for
 * many machines that search what one has indexed. Needs `npm install @lancedb/lancedb`, which is loaded at the first use.
 *
 * Words are prepared by quire and ranked by LanceDB's BM25, so that both stores find the same; vectors are compared one by one.
 * Any number may read and each sees what was written last. What two writers add at the same time is all there; where both add the
 * same document, the next run indexes it once more.
 *
 * @throws QuireError `missing-package` when it is first used
 * @example
 * const store = lanceDbStore('./index');
 * await indexSources({ sources: [loadRepository('.')], store });
 * const context = await prepareStoredContext({ store, model });
 */
export function lanceDbStore(uri: string, { storageOptions }: LanceDbStoreOptions = {}): ChunkStore {
  let opened: Promise<LanceDbTables> | undefined;
  const open = () => {
    opened ??= openTables(uri, storageOptions).catch((error: unknown) => {
      // A database that could not be reached may be reached by the next call.
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const list = async () => {
    const { documents } = await open();
    const rows = await readColumns(documents.query(), documentColumns);
    const kept = new Map<string, KeptDocument>();
    const doubled = new Set<string>();
    for (const row of rows) {
      const source = String(row.source);
      if (kept.has(source)) doubled.add(source);
      kept.set(source, toKept(row));
    }
    // Two writers have added it, so that its chunks stand there twice: no version is the one that it will be indexed in.
    for (const source of doubled) kept.set(source, { ...(kept.get(source) as KeptDocument), version: '' });
    return kept;
  };
  const remove = async (sources: readonly string[]) => {
    const { chunks, documents, allVectors } = await open();
    // The document's row stands for all of it, so it goes first and comes last: a kill in between leaves nothing that counts as
    // indexed.
    const tables = [documents, chunks, ...(await allVectors())];
    // A statement of a megabyte is one that no parser likes.
    for (let at = 0; at < sources.length; at += 500) {
      const where = inSources(sources.slice(at, at + 500));
      for (const table of tables) await retryConflicts(() => table.delete(where));
    }
  };
  return {
    documents: list,

    async add(added) {
      if (added.length === 0) return;
      const { chunks, documents, addVectors } = await open();
      await remove(added.map(({ source }) => source));
      const rows = added.flatMap(toChunkRows);
      if (rows.length > 0) await chunks.add(rows);
      for (const embedding of embeddingsOf(added)) {
        const embedded = added.filter((document) => document.embedding === embedding);
        await addVectors(embedding, embedded.flatMap(toVectorRows));
      }
      await documents.add(added.map(toDocumentRow));
    },

    delete: remove,

    async optimize() {
      const { chunks, documents, keepVectors } = await open();
      await retryConflicts(() => indexTable(chunks));
      await retryConflicts(() => indexTable(documents));
      await keepVectors(embeddingsOf((await list()).values()));
    },

    async read(source) {
      const { chunks } = await open();
      const rows = await readColumns(chunks.query().where(inSources([source])), ['segment']);
      // A chunk that two writers have added is one.
      const segments = new Set(rows.map(({ segment }) => String(segment)));
      return Array.from(segments, (segment) => JSON.parse(segment) as TextSegment);
    },

    async searchWords({ words, limit, sources }) {
      if (words.length === 0 || sources?.length === 0) return [];
      const { chunks, documents } = await open();
      const scope = { sought: words, sources, limit: Math.max(limit, Math.min(limit + risers, deepest)) };
      const [found, whole] = await Promise.all([
        searchTable(chunks, { ...scope, column: 'segment' }),
        searchTable(documents, { ...scope, column: 'source' }),
      ]);
      const shares = new Map(whole.map(({ value, score }) => [value, documentShare * score]));
      return toChunks(found)
        .map(({ chunk, score }) => ({
          chunk,
          score: (score + (shares.get(chunk.source) ?? 0)) / scoreScale,
        }))
        .sort((a, b) => b.score - a.score)
        .slice(0, limit);
    },

    async searchVectors({ embedding, vector, limit, sources }) {
      if (sources?.length === 0) return [];
      const { vectors } = await open();
      const table = await vectors(embedding);
      return table === undefined
        ? []
        : toChunks(await searchTable(table, { sought: vector, sources, limit, column: 'segment' }));
    },
  };
}

// More are read than are wanted, since a chunk further down may rise by its document. With 20 more than 20, the best 20 were .94 of what
// the memory store finds on a code repository; with 50 .97, with 100 .99. Below 250 hardly any rises to where it is read.
const risers = 100;
const deepest = 250;

// LanceDB's BM25 is multiplied by k1 + 1, with k1 = 1.2, as the formula was first written; ours is not, and the score of a name is
// added to either.
const scoreScale = 2.2;

function toChunkRows({ source, chunks }: IndexedDocument): Row[] {
  return chunks.map(({ chunk, words }) => ({
    source,
    segment: JSON.stringify(chunk),
    words: words.join(' '),
  }));
}

function toVectorRows({ source, chunks }: IndexedDocument): Row[] {
  return chunks.flatMap(({ chunk, vector }) =>
    vector === undefined ? [] : [{ source, segment: JSON.stringify(chunk), vector }],
  );
}

/** A chunk that two writers have added is one. */
function toChunks(rows: readonly { readonly value: string; readonly score: number }[]): ScoredChunk[] {
  const scores = new Map(rows.map(({ value, score }) => [value, score]));
  return Array.from(scores, ([value, score]) => ({ chunk: JSON.parse(value) as TextSegment, score }));
}

const documentColumns = ['source', 'version', 'segments', 'characters', 'names', 'language', 'embedding'];

function toDocumentRow({ chunks, ...document }: IndexedDocument): Row {
  const { source, version, segments, characters, names = '', language = '', embedding = '' } = document;
  const words = chunks.map((chunk) => chunk.words.join(' ')).join(' ');
  return { source, version, segments, characters, names, language, embedding, words };
}

function toKept({
  version,
  segments,
  characters,
  names,
  language,
  embedding,
}: Record<string, unknown>): KeptDocument {
  return {
    version: String(version),
    segments: Number(segments),
    characters: Number(characters),
    ...(names !== '' && { names: String(names) }),
    ...(language !== '' && { language: String(language) }),
    ...(embedding !== '' && { embedding: String(embedding) }),
  };
}

function embeddingsOf(documents: Iterable<KeptDocument>): Set<string> {
  return new Set(Array.from(documents, ({ embedding }) => embedding).filter((name) => name !== undefined));
}
