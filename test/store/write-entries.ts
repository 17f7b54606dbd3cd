import { folderCache } from '../../src/store/folder-cache.ts';

// Run as a process of its own: writes one entry over and over, all its bytes the same.
const [directory = '', value = ''] = process.argv.slice(2);
const cache = folderCache(directory);
for (let time = 0; time < 50; time++) {
  await cache.set('n', 'k', new Uint8Array(200_000).fill(Number(value)));
}
