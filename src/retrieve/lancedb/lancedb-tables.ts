/// <reference path="./lancedb.d.ts" />
import { setTimeout } from 'node:timers/promises';
import type { Connection, Query, Table } from '@lancedb/lancedb';
import { messageOf, QuireError } from '../../errors.ts';
import { nameOf } from '../../text/name-content.ts';

export type Row = Record<string, string | number | Float32Array>;

/** The tables of an index: opened at the first use, and made when they are first needed. */
export interface LanceDbTables {
  readonly chunks: Table;
  readonly documents: Table;
  /** Of the chunks' vectors by one model: one table each, since another model has other dimensions. */
  vectors(embedding: string): Promise<Table | undefined>;
  /** Adds rows to such a table; the first one says how many dimensions it has. */
  addVectors(embedding: string, rows: readonly Row[]): Promise<void>;
  /** All such tables. */
  allVectors(): Promise<readonly Table[]>;
  /** Drops those of other models. */
  keepVectors(embeddings: ReadonlySet<string>): Promise<void>;
}

export async function openTables(
  uri: string,
  storageOptions: Readonly<Record<string, string>> | undefined,
): Promise<LanceDbTables> {
  const { connect } = await loadLanceDb();
  const connection = await connect(uri, {
    // A handle is pinned to the version it was opened at: 0 looks for a newer one at each call.
    readConsistencyInterval: 0,
    ...(storageOptions !== undefined && { storageOptions: { ...storageOptions } }),
  });
  return {
    chunks: await openTable(connection, 'quire_chunks', { source: '', segment: '', words: '' }),
    documents: await openTable(connection, 'quire_documents', {
      source: '',
      version: '',
      segments: 0,
      characters: 0,
      names: '',
      language: '',
      embedding: '',
      words: '',
    }),
    ...openVectors(connection),
  };
}

async function openTable(connection: Connection, name: string, example: Row): Promise<Table> {
  if ((await connection.tableNames()).includes(name)) return connection.openTable(name);
  // The columns are read off a row, which then goes.
  const table = await connection.createTable(name, [example], { existOk: true });
  await retryConflicts(() => table.delete(`source = ''`));
  return table;
}

function openVectors(connection: Connection): Omit<LanceDbTables, 'chunks' | 'documents'> {
  const opened = new Map<string, Table>();
  const open = async (name: string) => {
    const table = opened.get(name) ?? (await connection.openTable(name));
    opened.set(name, table);
    return table;
  };
  const list = async () => (await connection.tableNames()).filter((name) => name.startsWith(vectorsPrefix));
  const find = async (embedding: string) => {
    const name = nameVectors(embedding);
    // Listed each time: another process may have made it or dropped it.
    return (await list()).includes(name) ? open(name) : undefined;
  };
  return {
    vectors: find,
    async addVectors(embedding, rows) {
      const [first] = rows;
      if (first === undefined) return;
      const table =
        (await find(embedding)) ??
        (await openTable(connection, nameVectors(embedding), { ...first, source: '' }));
      await table.add([...rows]);
    },
    async allVectors() {
      return Promise.all((await list()).map(open));
    },
    async keepVectors(embeddings) {
      const wanted = new Set(Array.from(embeddings, nameVectors));
      for (const name of await list()) {
        if (wanted.has(name)) continue;
        opened.delete(name);
        await connection.dropTable(name);
      }
    },
  };
}

const vectorsPrefix = 'quire_vectors_';

function nameVectors(embedding: string): string {
  return `${vectorsPrefix}${nameOf(embedding)}`;
}

/** Makes what was added since the last time fast to find. */
export async function indexTable(table: Table): Promise<void> {
  const { Index } = await loadLanceDb();
  // Before the first index: it joins what was added in many steps, and would write an index that is there once more.
  await table.optimize();
  if ((await table.listIndices()).length > 0) return;
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

/**
 * Tries again what another writer got in the way of: half of all index updates fail when two writers make them, adding rows never does.
 */
export async function retryConflicts<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === mostAttempts || !/commit conflict/i.test(messageOf(error))) throw error;
      // Not in step with the other writer.
      await setTimeout(attempt * 100 * (1 + Math.random()));
    }
  }
}

const mostAttempts = 10;

async function loadLanceDb() {
  // Read by LanceDB alone, and there is no option for either: MB of words that are sorted at a time, and rows that are read at a time.
  // With its own 256 and 8192 the index of 289,000 chunks took 650 MB to build and that of 51,000 documents 510; so 290 and 260.
  process.env.LANCE_FTS_PARTITION_SIZE ??= '32';
  process.env.LANCE_DEFAULT_BATCH_SIZE ??= '1024';
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

/** Two columns of the rows that are best, by words or by vector. */
export async function searchTable(
  table: Table,
  {
    sought,
    sources,
    limit,
    column,
  }: {
    /** Words to rank by BM25, or a vector to rank by the product with it. */
    readonly sought: readonly string[] | Float32Array;
    readonly sources: readonly string[] | undefined;
    readonly limit: number;
    readonly column: string;
  },
): Promise<readonly { readonly value: string; readonly score: number }[]> {
  const isVector = sought instanceof Float32Array;
  const scoreColumn = isVector ? '_distance' : '_score';
  const search = isVector
    ? table.vectorSearch(sought).distanceType('dot')
    : table.search(sought.join(' '), 'fts', 'words');
  const query = search.limit(limit);
  const rows = await readColumns(sources === undefined ? query : query.where(inSources(sources)), [
    column,
    scoreColumn,
  ]);
  return rows.map((row) => ({
    value: String(row[column]),
    score: isVector ? 1 - Number(row[scoreColumn]) : Number(row[scoreColumn]),
  }));
}

/** Rows as plain objects, read by columns: LanceDB's own rows look each value up anew and take three times as long. */
export async function readColumns(
  query: Query,
  names: readonly string[],
): Promise<readonly Record<string, unknown>[]> {
  const found = await query.select([...names]).toArrow();
  const columns = names.map((name): [string, ReturnType<typeof found.getChild>] => [
    name,
    found.getChild(name),
  ]);
  return Array.from({ length: found.numRows }, (_, row) =>
    Object.fromEntries(columns.map(([name, column]) => [name, column?.get(row)])),
  );
}

export function inSources(sources: readonly string[]): string {
  return `source IN (${sources.map((source) => `'${source.replaceAll("'", "''")}'`).join(', ')})`;
}
