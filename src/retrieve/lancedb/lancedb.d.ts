// The part of @lancedb/lancedb 0.39 that quire uses: the package is optional, and its own types are there only when it is.
declare module '@lancedb/lancedb' {
  type Row = Record<string, unknown>;
  interface Columns {
    readonly numRows: number;
    getChild(column: string): { get(row: number): unknown } | null;
  }
  interface Query {
    where(predicate: string): Query;
    select(columns: string[]): Query;
    limit(rows: number): Query;
    toArray(): Promise<Row[]>;
    toArrow(): Promise<Columns>;
  }
  interface VectorQuery extends Query {
    distanceType(type: 'dot'): VectorQuery;
  }
  interface Table {
    add(rows: Row[]): Promise<unknown>;
    delete(predicate: string): Promise<unknown>;
    query(): Query;
    search(text: string, type: 'fts', columns: string): Query;
    vectorSearch(vector: Float32Array): VectorQuery;
    listIndices(): Promise<{ name: string }[]>;
    createIndex(column: string, options: { config: unknown }): Promise<void>;
    optimize(): Promise<unknown>;
  }
  interface Connection {
    tableNames(): Promise<string[]>;
    openTable(name: string): Promise<Table>;
    dropTable(name: string): Promise<void>;
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
