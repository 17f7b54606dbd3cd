/// <reference path="./lancedb.d.ts" />
import type { Table } from '@lancedb/lancedb';
import type { ChunkStore, IndexedDocument, KeptDocument, ScoredChunk } from '../context.ts';
import { QuireError } from '../errors.ts';
import type { TextSegment } from '../segment.ts';
import { documentShare } from './word-index.ts';

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
 * Words are prepared by quire and ranked by LanceDB's BM25, so that both stores find the same. One process should write at a
 * time; any number may read, and each sees what was written last.
 *
 * @throws QuireError `missing-package` when it is first used
 * @example
 * const store = lanceDbStore('./index');
 * await indexSources({ sources: [loadRepository('.')], store });
 * const context = await prepareContext({ store, model });
 */
export function lanceDbStore(uri: string, options: LanceDbStoreOptions = {}): ChunkStore {
  let opened: Promise<Tables> | undefined;
  const open = () => {
    opened ??= openTables(uri, options);
    return opened;
  };
  return {
    async documents() {
      const { documents } = await open();
      const rows = await documents
        .query()
        .select(['source', 'version', 'segments', 'characters', 'names', 'language'])
        .toArray();
      return new Map(
        rows.map(({ source, version, segments, characters, names, language }): [string, KeptDocument] => [
          String(source),
          {
            version: String(version),
            segments: Number(segments),
            characters: Number(characters),
            ...(names !== '' && { names: String(names) }),
            ...(language !== '' && { language: String(language) }),
          },
        ]),
      );
    },

    async add(added) {
      if (added.length === 0) return;
      const { chunks, documents } = await open();
      const where = inSources(added.map(({ source }) => source));
      // The document's row stands for all of it: taken away first and written last, so that a kill in between leaves nothing
      // that counts as indexed.
      await documents.delete(where);
      await chunks.delete(where);
      const rows = added.flatMap(toChunkRows);
      if (rows.length > 0) await chunks.add(rows);
      await documents.add(added.map(toDocumentRow));
    },

    async delete(sources) {
      const { chunks, documents } = await open();
      // A statement of a megabyte is one that no parser likes.
      for (let at = 0; at < sources.length; at += 500) {
        const where = inSources(sources.slice(at, at + 500));
        await documents.delete(where);
        await chunks.delete(where);
      }
    },

    async optimize() {
      const { chunks, documents } = await open();
      for (const table of [chunks, documents]) {
        const names = (await table.listIndices()).map(({ name }) => name);
        if (names.length === 0) await createIndexes(table);
        await table.optimize();
      }
    },

    async read(source) {
      const { chunks } = await open();
      const rows = await chunks
        .query()
        .where(inSources([source]))
        .select(['segment'])
        .toArray();
      return rows.map(({ segment }) => JSON.parse(String(segment)) as TextSegment);
    },

    async searchWords({ words, limit, sources }) {
      if (words.length === 0 || sources?.length === 0) return [];
      const { chunks, documents } = await open();
      // More than is wanted, since a chunk further down may rise by its document.
      const [found, whole] = await Promise.all([
        searchTable(chunks, words, { limit: 2 * limit, sources, columns: ['segment', 'source'] }),
        searchTable(documents, words, { limit: 2 * limit, sources, columns: ['source'] }),
      ]);
      const shares = new Map(whole.map(({ source, _score }) => [source, documentShare * Number(_score)]));
      return found
        .map(
          ({ segment, source, _score }): ScoredChunk => ({
            chunk: JSON.parse(String(segment)) as TextSegment,
            score: (Number(_score) + (shares.get(source) ?? 0)) / scoreScale,
          }),
        )
        .sort((a, b) => b.score - a.score)
        .slice(0, limit);
    },
  };
}

// LanceDB's BM25 is multiplied by k1 + 1, with k1 = 1.2, as the formula was first written; ours is not, and the score of a name is
// added to either.
const scoreScale = 2.2;

interface Tables {
  readonly chunks: Table;
  readonly documents: Table;
}

async function openTables(uri: string, { storageOptions }: LanceDbStoreOptions): Promise<Tables> {
  const { connect } = await loadLanceDb();
  const connection = await connect(uri, {
    // A handle is pinned to the version it was opened at: 0 looks for a newer one at each call.
    readConsistencyInterval: 0,
    ...(storageOptions !== undefined && { storageOptions: { ...storageOptions } }),
  });
  const names = await connection.tableNames();
  const open = async (name: string, example: Row) => {
    if (names.includes(name)) return connection.openTable(name);
    // The columns are read off a row, which then goes.
    const table = await connection.createTable(name, [example], { existOk: true });
    await table.delete(`source = ''`);
    return table;
  };
  return {
    chunks: await open('quire_chunks', { source: '', segment: '', words: '' }),
    documents: await open('quire_documents', {
      source: '',
      version: '',
      segments: 0,
      characters: 0,
      names: '',
      language: '',
      words: '',
    }),
  };
}

async function loadLanceDb() {
  try {
    return await import('@lancedb/lancedb');
  } catch (cause) {
    const install = 'npm install @lancedb/lancedb apache-arrow';
    throw new QuireError('missing-package', {
      package: '@lancedb/lancedb',
      install,
      message: `An index in LanceDB needs a package that is not installed. Run \`${install}\`.`,
      cause,
    });
  }
}

async function createIndexes(table: Table): Promise<void> {
  const { Index } = await loadLanceDb();
  // Everything that would change a word is off: quire has split and stemmed them. Longer tokens than 40 are not found by default.
  const config = Index.fts({
    baseTokenizer: 'whitespace',
    withPosition: false,
    lowercase: false,
    stem: false,
    removeStopWords: false,
    asciiFolding: false,
    maxTokenLength: 300,
  });
  await table.createIndex('words', { config });
  await table.createIndex('source', { config: Index.btree() });
}

type Row = Record<string, string | number>;

function toChunkRows({ source, chunks }: IndexedDocument): Row[] {
  return chunks.map(({ chunk, words }) => ({
    source,
    segment: JSON.stringify(chunk),
    words: words.join(' '),
  }));
}

function toDocumentRow({ chunks, ...document }: IndexedDocument): Row {
  const { source, version, segments, characters, names = '', language = '' } = document;
  const words = chunks.map((chunk) => chunk.words.join(' ')).join(' ');
  return { source, version, segments, characters, names, language, words };
}

function searchTable(
  table: Table,
  words: readonly string[],
  {
    limit,
    sources,
    columns,
  }: {
    readonly limit: number;
    readonly sources: readonly string[] | undefined;
    readonly columns: readonly string[];
  },
): Promise<Record<string, unknown>[]> {
  const query = table.search(words.join(' '), 'fts', 'words').select([...columns, '_score']);
  return (sources === undefined ? query : query.where(inSources(sources))).limit(limit).toArray();
}

function inSources(sources: readonly string[]): string {
  return `source IN (${sources.map((source) => `'${source.replaceAll("'", "''")}'`).join(', ')})`;
}
