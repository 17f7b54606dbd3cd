// How fast a repository is listed, read, counted and packed, beside `cat` and repomix, each in a process of its own:
//   npx node scripts/bench-repository.ts PATH [--rounds 5] [--repomix PATH/TO/repomix] [--json]
// Rounds are interleaved, so that what else the machine does falls on all alike; medians are printed. Without --repomix it is
// taken from `npx --no-install repomix` where that is there.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import {
  folderCache,
  loadRepository,
  type PrepareContextOptions,
  prepareContext,
  type TextSegment,
} from '../src/index.ts';

/** What one step took in its process. The process itself takes some 40 ms more to start. */
interface Measure {
  readonly milliseconds: number;
  /** Megabytes of the whole process at its peak. */
  readonly peakMb?: number;
  readonly documents?: number;
  readonly megabytes?: number;
  readonly tokens?: number;
}

const model = 'alibaba/qwen3.5-flash';

/** Each runs alone in a process. */
const steps: Readonly<Record<string, (root: string, cacheFolder: string) => Promise<Measure>>> = {
  async 'list + read'(root, cacheFolder) {
    const started = performance.now();
    const cache = folderCache(cacheFolder);
    let documents = 0;
    let characters = 0;
    for await (const item of loadRepository(root, { cache })) {
      if (item.type !== 'text') continue;
      documents += 1;
      characters += item.text.length;
    }
    return { ...finish(started), documents, megabytes: characters / 1e6 };
  },
  'list + read + count, warm': countAll,
  'list + read + count, cold': countAll,
  'list + read + plan, warm': planAll,
  'list + read + plan, cold': planAll,
  'pack 1M tokens, warm': packOnce,
  'pack 1M tokens, cold': packOnce,
  async 'plain pass of gpt-tokenizer'(root, cacheFolder) {
    const segments = await readMillion(root, cacheFolder);
    const text = segments.map((segment) => segment.text).join('');
    const started = performance.now();
    const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
    const tokens = countTokens(text, { disallowedSpecial: new Set<string>() });
    return { ...finish(started), tokens, megabytes: text.length / 1e6 };
  },
};

/** Every document by the tokenizer, though they may be far over the budget. */
function countAll(root: string, cacheFolder: string): Promise<Measure> {
  return planAll(root, cacheFolder, 'all');
}

/** As a person gets it, who asks what fits and what it costs. */
async function planAll(
  root: string,
  cacheFolder: string,
  counting: PrepareContextOptions['counting'] = 'near-the-budget',
): Promise<Measure> {
  const started = performance.now();
  const cache = folderCache(cacheFolder);
  // Retrieval is not indexed until the first question, so this is listing, reading and counting.
  const { coverage, decision } = await prepareContext({
    sources: [loadRepository(root, { cache })],
    model,
    strategy: 'retrieve',
    counting,
    cache,
  });
  return {
    ...finish(started),
    documents: coverage.documents.length,
    tokens: decision.tokens.documents,
    megabytes: coverage.characters / 1e6,
  };
}

async function packOnce(root: string, cacheFolder: string): Promise<Measure> {
  const segments = await readMillion(root, path.join(tmpdir(), 'quire-bench-shared'));
  const started = performance.now();
  const context = await prepareContext({
    sources: [segments],
    model,
    strategy: 'pack',
    cache: folderCache(cacheFolder),
  });
  const { tokens } = context.decision;
  return {
    ...finish(started),
    documents: context.coverage.documents.length,
    tokens: tokens.documents,
    megabytes: context.coverage.characters / 1e6,
  };
}

/** The documents of a repository that fit the model, in memory: what a pack alone is measured with. */
async function readMillion(root: string, cacheFolder: string): Promise<readonly TextSegment[]> {
  const cache = folderCache(cacheFolder);
  const items = await Array.fromAsync(loadRepository(root, { cache }));
  const segments = items.filter((item) => item.type === 'text');
  const { coverage } = await prepareContext({
    sources: [segments],
    model,
    fit: 'leave-out',
    strategy: 'pack',
    cache,
  });
  const kept = new Set(coverage.documents.map(({ source }) => source));
  return segments.filter(({ source }) => kept.has(source));
}

function finish(started: number): Measure {
  const milliseconds = performance.now() - started;
  return { milliseconds, peakMb: process.resourceUsage().maxRSS / 1024 };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    repomix: { type: 'string' },
    json: { type: 'boolean' },
    step: { type: 'string' },
    cache: { type: 'string', default: '' },
  },
});
const [root] = positionals;
if (root === undefined) {
  console.error('Usage: node scripts/bench-repository.ts PATH [--rounds N] [--repomix PATH] [--json]');
  process.exit(2);
}
const step = values.step === undefined ? undefined : steps[values.step];
if (step !== undefined) {
  // As the command line sets it for itself; as an argument of Node it has no effect.
  setFlagsFromString('--semi-space-growth-factor=1');
  console.log(JSON.stringify(await step(root, values.cache)));
} else compare(root, Number(values.rounds));

function compare(repository: string, rounds: number): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'quire-bench-'));
  const measured = new Map<string, Measure[]>();
  const keep = (name: string, measure: Measure) =>
    measured.set(name, [...(measured.get(name) ?? []), measure]);
  const warm = path.join(folder, 'warm');
  try {
    runStep('list + read + count, cold', repository, warm);
    runStep('pack 1M tokens, cold', repository, warm);
    for (let round = 0; round < rounds; round += 1) {
      keep('cat', timeCommand('sh', ['-c', 'git ls-files -z | xargs -0 cat > /dev/null 2>&1'], repository));
      for (const name of Object.keys(steps)) {
        const cache = name.endsWith('cold') ? path.join(folder, `cold-${round}-${name.length}`) : warm;
        keep(name, runStep(name, repository, cache));
      }
    }
    for (const command of findRepomix()) {
      const args = [...command.slice(1), '--quiet', '--output', path.join(folder, 'repomix.xml')];
      // The first run fills its own count cache; two runs, because one takes up to half a minute.
      for (const name of ['repomix, first run', 'repomix, second run']) {
        keep(name, timeCommand(command[0] ?? '', args, repository));
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(path.join(tmpdir(), 'quire-bench-shared'), { recursive: true, force: true });
  }
  report(new Map([...measured].map(([name, runs]) => [name, median(runs)])), rounds);
}

function runStep(name: string, repository: string, cache: string): Measure {
  const script = fileURLToPath(import.meta.url);
  const args = [script, repository, '--step', name, '--cache', cache];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`"${name}" failed: ${stderr}`);
  return JSON.parse(stdout) as Measure;
}

function timeCommand(command: string, args: readonly string[], cwd: string): Measure {
  const started = performance.now();
  spawnSync(command, args, { cwd, stdio: 'ignore' });
  return { milliseconds: performance.now() - started };
}

function findRepomix(): readonly (readonly string[])[] {
  if (values.repomix !== undefined) return [[process.execPath, values.repomix]];
  const probe = spawnSync('npx', ['--no-install', 'repomix', '--version'], { stdio: 'ignore' });
  return probe.status === 0 ? [['npx', '--no-install', 'repomix']] : [];
}

function median(runs: readonly Measure[]): Measure {
  const sorted = [...runs].sort((a, b) => a.milliseconds - b.milliseconds);
  return sorted[Math.floor(sorted.length / 2)] as Measure;
}

function report(medians: ReadonlyMap<string, Measure>, rounds: number): void {
  if (values.json === true) {
    console.log(JSON.stringify({ repository: root, rounds, medians: Object.fromEntries(medians) }, null, 2));
    return;
  }
  const time = (name: string) => medians.get(name)?.milliseconds;
  const cat = time('cat') ?? Number.NaN;
  const plain = time('plain pass of gpt-tokenizer') ?? Number.NaN;
  console.log(`${root}: medians of ${rounds} rounds\n`);
  console.log(`${'ms'.padStart(9)}  ${'x cat'.padStart(7)}  ${'x plain'.padStart(7)}  ${'MB'.padStart(5)}`);
  for (const [name, { milliseconds, peakMb, documents, megabytes, tokens }] of medians) {
    const what = [
      documents === undefined ? '' : `${documents} documents`,
      megabytes === undefined ? '' : `${megabytes.toFixed(1)} M characters`,
      tokens === undefined ? '' : `${(tokens / 1e6).toFixed(2)} M tokens`,
    ].filter(Boolean);
    console.log(
      [
        milliseconds.toFixed(0).padStart(9),
        (milliseconds / cat).toFixed(2).padStart(7),
        (milliseconds / plain).toFixed(2).padStart(7),
        (peakMb?.toFixed(0) ?? '').padStart(5),
        what.length === 0 ? name : `${name} (${what.join(', ')})`,
      ].join('  '),
    );
  }
  const bar = (what: string, value: number | undefined, limit: number) => {
    if (value === undefined || Number.isNaN(value)) return;
    const verdict = value <= limit ? 'reached' : 'MISSED';
    console.log(`${verdict.padEnd(8)} ${what}: ${value.toFixed(2)}, at most ${limit}`);
  };
  const share = (name: string, of: number | undefined) => {
    const milliseconds = time(name);
    return milliseconds === undefined || of === undefined ? undefined : milliseconds / of;
  };
  console.log('');
  bar('list + read + warm count / cat', share('list + read + count, warm', cat), 3);
  bar('1M-token pack, warm / plain pass', share('pack 1M tokens, warm', plain), 0.1);
  bar('1M-token pack, cold / plain pass', share('pack 1M tokens, cold', plain), 1.5);
  bar('plan, cold / repomix cold', share('list + read + plan, cold', time('repomix, first run')), 0.1);
  bar('warm / repomix warm', share('list + read + count, warm', time('repomix, second run')), 0.1);
  bar('cold / repomix cold', share('list + read + count, cold', time('repomix, first run')), 0.1);
  bar('peak memory of the warm count, MB', medians.get('list + read + count, warm')?.peakMb, 300);
}
