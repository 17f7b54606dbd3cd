// What becomes of a cached prefix while a repository changes: replays its first-parent history against the imitation provider of the
// tests, and prints by the provider's invoice what each way of packing reads from the cache and costs, side by side:
//   npx node scripts/replay-history.ts REPOSITORY [--under FOLDER] [--commits 50] [--lags 5] [--unlimited] [--each] [--json]
// In a row: a question after each commit, a minute apart. By lag: a question at a commit, and one so many commits later, over a cache
// that held nothing before; means over every tenth commit. `read` is the share of the prompt that was read from the cache, `kept` the
// share of what the question before had cached that was read again, `cost` what was billed, where the same question without a cache
// is 1; `anew` counts the packs that were made anew. `--each` prints every commit of the row. The imitation counts a token for four
// bytes; `--unlimited` lets it take any number, since repositories of many millions are worth a look too.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  answerQuestion,
  folderCache,
  loadRepository,
  type PrepareContextOptions,
  prepareContext,
  resolveModel,
  type TextSegment,
} from '../src/index.ts';

interface Way {
  readonly name: string;
  readonly earlierPack: NonNullable<PrepareContextOptions['earlierPack']>;
  readonly cache: 'auto' | 'off';
  readonly order: 'history' | 'path';
}

const uncached: Way = { name: 'uncached', earlierPack: 'ignore', cache: 'off', order: 'history' };
const ways: readonly Way[] = [
  { name: 'alphabetical', earlierPack: 'replace', cache: 'auto', order: 'path' },
  { name: 'pack order', earlierPack: 'replace', cache: 'auto', order: 'history' },
  { name: 'append', earlierPack: 'follow', cache: 'auto', order: 'history' },
];

/** What the provider billed for one question. */
interface Billed {
  readonly prompt: number;
  readonly read: number;
  readonly written: number;
  readonly dollars: number;
  /** Whether all was packed anew in place of an earlier pack, and why. */
  readonly anew: string | undefined;
}

/** A window that holds every repository. */
const unlimited = { contextWindow: 100_000_000, maxInputTokens: 100_000_000, maxBodyBytes: 1_000_000_000 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    commits: { type: 'string', default: '50' },
    lags: { type: 'string', default: '5' },
    under: { type: 'string', default: '' },
    unlimited: { type: 'boolean', default: false },
    each: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [repository] = positionals;
if (repository === undefined) throw new Error('Which repository? Pass the path of a clone.');
const commits = listCommits(repository, Number(values.commits));
const folder = await mkdtemp(path.join(tmpdir(), 'quire-replay-'));
const counts = folderCache(path.join(folder, 'counts'));
try {
  const versions = new Map<string, readonly TextSegment[]>();
  for (const commit of commits) versions.set(commit, await readCommit(repository, commit));
  const plain = await replay(uncached, [...versions.values()]);
  const rows = [];
  for (const way of ways) {
    const row = await replay(way, [...versions.values()]);
    if (values.each) for (const line of describeEach(row, commits)) console.log(`${way.name}  ${line}`);
    const byLag = [];
    for (let lag = 1; lag <= Number(values.lags); lag += 1) byLag.push(await replayLag(way, versions, lag));
    // The first question writes everything, whatever the way.
    const later = row.slice(1);
    rows.push({
      way: way.name,
      read: mean(later.map(({ read, prompt }) => read / prompt)),
      kept: mean(later.map((billed, index) => keptOf(row[index], billed))),
      cost: mean(later.map(({ dollars }, index) => dollars / (plain[index + 1]?.dollars ?? Number.NaN))),
      anew: later.filter(({ anew }) => anew !== undefined).length,
      byLag,
    });
  }
  if (values.json)
    console.log(JSON.stringify({ repository: path.basename(repository), commits: commits.length, rows }));
  else {
    console.log(
      `${commits.length} commits, ${versions.get(commits.at(-1) ?? '')?.length} documents at the last one`,
    );
    console.log(`${'way'.padEnd(14)} read  kept  cost  anew  read by lag, kept by lag`);
    for (const { way, read, kept, cost, anew, byLag } of rows) {
      const shares = [byLag.map((each) => each.read), byLag.map((each) => each.kept)];
      console.log(
        `${way.padEnd(14)} ${[read, kept, cost].map(format).join('  ')}  ${String(anew).padStart(4)}  ${shares.map((each) => each.map(format).join(' ')).join(', ')}`,
      );
    }
  }
} finally {
  await rm(folder, { recursive: true });
}

/** The newest first-parent commits, oldest first. */
function listCommits(root: string, count: number): readonly string[] {
  const log = execFileSync('git', [
    '-C',
    root,
    'rev-list',
    '--first-parent',
    `--max-count=${count + 1}`,
    'HEAD',
  ]);
  return log.toString().trim().split('\n').reverse();
}

async function readCommit(root: string, ref: string): Promise<readonly TextSegment[]> {
  const segments: TextSegment[] = [];
  for await (const item of loadRepository(root, { ref, cache: counts }))
    if (item.type === 'text' && item.source.startsWith(values.under)) segments.push(item);
  return segments;
}

/** A question after each version, a minute apart. */
async function replay(way: Way, versions: readonly (readonly TextSegment[])[]): Promise<readonly Billed[]> {
  const provider = await startProvider();
  const own = await mkdtemp(path.join(folder, 'cache-'));
  try {
    const billed: Billed[] = [];
    for (const [index, segments] of versions.entries()) {
      billed.push(await ask(way, segments, { provider, own, seconds: index * 60 }));
    }
    return billed;
  } finally {
    provider.stop();
  }
}

/** The shares that a question reads and keeps when the cache holds what was asked over so many commits before. */
async function replayLag(
  way: Way,
  versions: ReadonlyMap<string, readonly TextSegment[]>,
  lag: number,
): Promise<{ readonly read: number; readonly kept: number }> {
  const all = [...versions.values()];
  const shares: { readonly read: number; readonly kept: number }[] = [];
  for (let base = 0; base + lag < all.length; base += 10) {
    const [before, after] = [all[base], all[base + lag]];
    if (before === undefined || after === undefined) continue;
    const [first, second] = await replay(way, [before, after]);
    if (second !== undefined) {
      shares.push({ read: second.read / second.prompt, kept: keptOf(first, second) });
    }
  }
  return { read: mean(shares.map(({ read }) => read)), kept: mean(shares.map(({ kept }) => kept)) };
}

/** Of what the question before had read or written the share that this one read. */
function keptOf(before: Billed | undefined, { read }: Billed): number {
  return before === undefined ? Number.NaN : read / (before.read + before.written);
}

function describeEach(row: readonly Billed[], commits: readonly string[]): readonly string[] {
  return row.map((billed, index) => {
    const { prompt, read, written, anew } = billed;
    const kept = index === 0 ? '' : format(keptOf(row[index - 1], billed));
    return `${commits[index]?.slice(0, 8)}  prompt ${prompt}  read ${read}  written ${written}  kept ${kept}  ${anew ?? ''}`;
  });
}

async function ask(
  { earlierPack, cache: mode, order }: Way,
  segments: readonly TextSegment[],
  { provider, own, seconds }: { readonly provider: Provider; readonly own: string; readonly seconds: number },
): Promise<Billed> {
  await provider.advanceTo(seconds);
  const now = () => seconds * 1000;
  const cache = folderCache(own);
  const source = order === 'history' ? segments : segments.map(({ changedAt: _, ...segment }) => segment);
  const { model } = await resolveModel('alibaba/qwen3.5-flash', {
    env: { ALIBABA_API_KEY: 'test-key', ALIBABA_BASE_URL: provider.url },
  });
  const context = await prepareContext({
    sources: [source],
    model,
    strategy: 'pack',
    ...(values.unlimited && { profile: unlimited }),
    earlierPack,
    cache,
    now,
  });
  await answerQuestion({ context, question: 'What is this?', cache: mode, store: cache, now });
  const { prompt, cacheRead, cacheWrite, dollars } = await provider.lastLine();
  const { update } = context.decision;
  return {
    ...{ prompt, read: cacheRead, written: cacheWrite, dollars: Number(dollars) },
    anew: update?.way === 'repack' ? update.because : undefined,
  };
}

type Provider = Awaited<ReturnType<typeof startProvider>>;

/** The imitation as a process of its own: scripts use the public API, and this is how a stranger would reach it. */
async function startProvider() {
  const main = fileURLToPath(new URL('../test/helpers/imitation-provider-main.ts', import.meta.url));
  const limits = values.unlimited ? 'none' : 'vendor';
  const env = { ...process.env, TOKENS: 'bytes', LIMITS: limits, LIFE_MINUTES: '60' };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  const { alibabaUrl, origin } = JSON.parse(String(line));
  let at = 0;
  return {
    url: String(alibabaUrl),
    async advanceTo(seconds: number) {
      await fetch(`${origin}/__advance?seconds=${seconds - at}`, { method: 'POST' });
      at = seconds;
    },
    async lastLine() {
      const { lines } = (await (await fetch(`${origin}/__invoice`)).json()) as {
        readonly lines: readonly {
          readonly prompt: number;
          readonly cacheRead: number;
          readonly cacheWrite: number;
          readonly dollars: string;
        }[];
      };
      const last = lines.at(-1);
      if (last === undefined) throw new Error('Nothing was billed.');
      return last;
    },
    stop: () => child.kill(),
  };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function format(share: number): string {
  return share.toFixed(3).replace(/^0/, '');
}
