// Measures an index in LanceDB that is built from a folder and asked, each in a process of its own:
//   npm install --no-save @lancedb/lancedb apache-arrow
//   npx node scripts/bench-store.ts --docs DIR --questions FILE.jsonl [--store URI]
// A question is a line {"question"}. Beside each search of quire stands a bare one of LanceDB: the same words as quire prepared
// them, the same number of rows, one after the other in turn, so that both meet the same machine. `evidence` is all that a question
// waits for before a model is asked: searching, ranking and counting tokens.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connect } from '@lancedb/lancedb';
import { indexSources, loadRepository, prepareStoredContext, searchContext } from '../src/index.ts';
import { lanceDbStore } from '../src/lancedb.ts';

const { values } = parseArgs({
  options: {
    docs: { type: 'string' },
    questions: { type: 'string' },
    store: { type: 'string' },
    run: { type: 'string' },
  },
});
const { docs, questions } = values;
if (docs === undefined || questions === undefined) {
  console.error('Usage: node scripts/bench-store.ts --docs DIR --questions FILE.jsonl [--store URI]');
  process.exit(2);
}
if (values.run === 'build') await build(values.store ?? '', docs);
else if (values.run === 'ask') await ask(values.store ?? '', questions);
else {
  const folder = values.store ?? mkdtempSync(path.join(tmpdir(), 'quire-store-'));
  try {
    for (const run of ['build', 'ask']) {
      const argv = [fileURLToPath(import.meta.url), '--docs', docs, '--questions', questions];
      spawnSync(process.execPath, [...argv, '--store', folder, '--run', run], { stdio: 'inherit' });
    }
  } finally {
    if (values.store === undefined) rmSync(folder, { recursive: true });
  }
}

async function build(uri: string, root: string): Promise<void> {
  const started = performance.now();
  const { indexed, unchanged } = await indexSources({
    sources: [loadRepository(root)],
    store: lanceDbStore(uri),
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const cpu = process.cpuUsage();
  const cpuSeconds = ((cpu.user + cpu.system) / 1e6).toFixed(0);
  console.log(
    `build     ${indexed} documents indexed, ${unchanged} unchanged; ${seconds} s, ${cpuSeconds} s of processor, ${diskMb(uri)} MB on disk, peak ${peakMb()} MB`,
  );
}

async function ask(uri: string, file: string): Promise<void> {
  const asked = readFileSync(file, 'utf8').split('\n').filter(Boolean).map(readQuestion);
  const bare = await (await connect(uri, { readConsistencyInterval: 0 })).openTable('quire_chunks');
  const store = lanceDbStore(uri);
  const ours: number[] = [];
  const theirs: number[] = [];
  const evidence: number[] = [];
  const context = await prepareStoredContext({
    model: 'alibaba/qwen3.5-flash',
    store: {
      ...store,
      async searchWords(options) {
        const started = performance.now();
        const found = await store.searchWords(options);
        ours.push(performance.now() - started);
        const before = performance.now();
        await bare
          .search(options.words.join(' '), 'fts', 'words')
          .select(['segment', '_score'])
          .limit(options.limit)
          .toArray();
        theirs.push(performance.now() - before);
        return found;
      },
    },
  });
  for (const [at, query] of [asked[0] ?? '', ...asked].entries()) {
    const started = performance.now();
    await searchContext({ context, query });
    // The first question opens and warms everything.
    if (at === 0) for (const times of [ours, theirs]) times.length = 0;
    else evidence.push(performance.now() - started - (theirs.at(-1) ?? 0));
  }
  const ratio = (share: number) => (percentile(ours, share) / percentile(theirs, share)).toFixed(2);
  console.log(
    `search    quire ${describe(ours)}, bare LanceDB ${describe(theirs)}, ratio ${ratio(0.5)} / ${ratio(0.95)}`,
  );
  console.log(`evidence  ${describe(evidence)}; peak ${peakMb()} MB`);
}

function readQuestion(line: string): string {
  const { question } = JSON.parse(line) as { question: string };
  return question;
}

function describe(times: readonly number[]): string {
  return `p50 / p95 ${percentile(times, 0.5).toFixed(1)} / ${percentile(times, 0.95).toFixed(1)} ms`;
}

function percentile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(share * times.length)] ?? Number.NaN;
}

function peakMb(): string {
  return (process.resourceUsage().maxRSS / 1024).toFixed(0);
}

function diskMb(uri: string): string {
  if (uri.includes('://')) return 'unknown';
  const files = readdirSync(uri, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
  return (bytes / 1e6).toFixed(0);
}
