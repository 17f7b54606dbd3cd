import { keepPrefixRecord } from '../../../src/answer/cache/prefix-records.ts';
import { folderCache } from '../../../src/store/folder-cache.ts';

// Run as a process of its own: keeps records of use, twenty at once.
const [directory = '', writer = '', count = ''] = process.argv.slice(2);
const store = folderCache(directory);
const numbers = Array.from({ length: Number(count) }, (_, index) => index);
for (let at = 0; at < numbers.length; at += 20) {
  await Promise.all(
    numbers.slice(at, at + 20).map((index) =>
      keepPrefixRecord(
        store,
        {
          ...{ model: 'alibaba qwen3.5-flash', hash: `${writer}${index}`, call: 'call' },
          ...{ usedAt: 7_199_000 + index * 10, ttlMs: 300_000, cached: { read: 0, written: 2_000 } },
        },
        () => [{ id: 'a.md', name: `${writer}${index}`, start: 0 }],
      ),
    ),
  );
}
