// The part of @lancedb/lancedb 0.39 that quire uses: the package is optional, and its own types are there only when it is.
declare module '@lancedb/lancedb' {
  type Row = Record<string, unknown>;
  interface Query {
    where(predicate: string): Query;
    select(columns: string[]): Query;
    limit(rows: number): Query;
    toArray(): Promise<Row[]>;
  }
  interface MergeInsert {
    whenMatchedUpdateAll(): MergeInsert;
    whenNotMatchedInsertAll(): MergeInsert;
    whenNotMatchedBySourceDelete(options: { where: string }): MergeInsert;
    execute(rows: Row[]): Promise<unknown>;
  }
  interface Table {
    add(rows: Row[]): Promise<unknown>;
    delete(predicate: string): Promise<unknown>;
    query(): Query;
    search(text: string, type: 'fts', columns: string): Query;
    mergeInsert(key: string): MergeInsert;
    listIndices(): Promise<{ name: string }[]>;
    createIndex(column: string, options: { config: unknown }): Promise<void>;
    optimize(): Promise<unknown>;
    close(): void;
  }
  interface Connection {
    tableNames(): Promise<string[]>;
    openTable(name: string): Promise<Table>;
    createTable(name: string, rows: Row[], options?: { existOk?: boolean }): Promise<Table>;
  }
  export function connect(
    uri: string,
    options?: { storageOptions?: Record<string, string>; readConsistencyInterval?: number },
  ): Promise<Connection>;
  export const Index: {
    fts(options: {
      baseTokenizer: 'whitespace';
      withPosition: boolean;
      lowercase: boolean;
      stem: boolean;
      removeStopWords: boolean;
      asciiFolding: boolean;
      maxTokenLength: number;
    }): unknown;
    btree(): unknown;
  };
}
