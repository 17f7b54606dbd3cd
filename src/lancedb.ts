export { type LanceDbStoreOptions, lanceDbStore } from './retrieve/lancedb-store.ts';
