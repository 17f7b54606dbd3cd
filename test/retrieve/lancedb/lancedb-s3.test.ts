import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lanceDbStore } from '../../../src/retrieve/lancedb/lancedb-store.ts';
import { type S3Server, startS3Server } from '../../helpers/s3-server.ts';

// Only where the optional peer is installed: what is shown without it, lancedb-store.test.ts says.
const isInstalled = existsSync(new URL('../../../node_modules/@lancedb/lancedb', import.meta.url));
const script = fileURLToPath(new URL('index-in-a-process.ts', import.meta.url));
const batches = 4;
const documents = batches * 4;

let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(() => server.close());

/** Another process that indexes documents, and the lines that it prints. */
async function startWriter(uri: string, name: string) {
  const argv = [script, uri, JSON.stringify(server.storageOptions), name, String(documents)];
  const writer = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: writer.stdout });
  await once(lines, 'line');
  return { writer, lines, go: () => writer.stdin.write('go') };
}

async function resultOf({ lines, go }: Awaited<ReturnType<typeof startWriter>>): Promise<unknown> {
  go();
  let result: unknown;
  for await (const line of lines) if (line.startsWith('result ')) result = JSON.parse(line.slice(7));
  return result;
}

async function sourcesIn(store: ReturnType<typeof lanceDbStore>, words: readonly string[]) {
  const found = await store.searchWords({ words, limit: 100_000 });
  return { chunks: found.length, sources: new Set(found.map(({ chunk }) => chunk.source)).size };
}

if (isInstalled) {
  test('a reader sees what another process writes to object storage, and a killed writer goes on where it was', async () => {
    const uri = 's3://bucket/killed';
    const reader = lanceDbStore(uri, server);
    expect((await reader.documents()).size).toBe(0);
    const first = await startWriter(uri, 'north');
    first.go();
    for await (const line of first.lines) {
      if (line === 'added') break;
    }
    const exit = once(first.writer, 'exit');
    first.writer.kill('SIGKILL');
    await exit;
    const kept = (await reader.documents()).size;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(documents);

    const result = await resultOf(await startWriter(uri, 'north'));
    expect(result).toMatchObject({ unchanged: kept, indexed: documents - kept });
    const fresh = lanceDbStore('s3://bucket/fresh', server);
    await resultOf(await startWriter('s3://bucket/fresh', 'north'));
    expect(await sourcesIn(reader, ['berth'])).toEqual(await sourcesIn(fresh, ['berth']));
    expect(await sourcesIn(reader, ['berth'])).toMatchObject({ sources: documents });
  }, 180_000);

  test('two writers at once lose nothing of each other, and a reader is not disturbed', async () => {
    const uri = 's3://bucket/both';
    const reader = lanceDbStore(uri, server);
    await reader.documents();
    const writers = [await startWriter(uri, 'east'), await startWriter(uri, 'west')];
    const results = Promise.all(writers.map(resultOf));
    let isDone = false;
    void results.finally(() => {
      isDone = true;
    });
    while (!isDone) await sourcesIn(reader, ['berth']);
    expect(await results).toEqual([
      { indexed: documents, unchanged: 0, forgotten: 0, skipped: [] },
      { indexed: documents, unchanged: 0, forgotten: 0, skipped: [] },
    ]);
    expect((await reader.documents()).size).toBe(2 * documents);
    expect((await sourcesIn(reader, ['berth'])).sources).toBe(2 * documents);
  }, 180_000);
} else {
  test('LanceDB is not installed: its tests over object storage did not run', () => {
    expect(isInstalled).toBe(false);
  });
}
