export { type LanceDbStoreOptions, lanceDbStore } from './retrieve/lancedb/lancedb-store.ts';
