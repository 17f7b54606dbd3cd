// Indexes generated documents into a LanceDB store: argv is the address, the storage options as JSON, a name, how many documents.
// Says `read` once it knows what is there, and goes on when it is told anything on stdin.
import { once } from 'node:events';
import { indexSources, type TextSegment } from '../../../src/index.ts';
import { lanceDbStore } from '../../../src/lancedb.ts';

const [, , uri = '', options = '{}', name = '', count = '0'] = process.argv;

function* write(): Generator<TextSegment> {
  for (let n = 0; n < Number(count); n += 1) {
    const location = { type: 'lines', start: 1, end: 1 } as const;
    yield {
      type: 'text',
      source: `${name}-${n}.md`,
      location,
      text: `Berth ${n} of ${name}. `.repeat(30_000),
    };
  }
}

const store = lanceDbStore(uri, { storageOptions: JSON.parse(options) });
const source = { [Symbol.iterator]: write };
console.log(
  'result',
  JSON.stringify(
    await indexSources({
      sources: [source],
      store: {
        ...store,
        async documents() {
          const documents = await store.documents();
          console.log('read');
          await once(process.stdin, 'data');
          process.stdin.destroy();
          return documents;
        },
        async add(documents) {
          await store.add(documents);
          console.log('added');
        },
      },
    }),
  ),
);
