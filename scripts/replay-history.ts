// What becomes of a cached prefix while a repository changes: replays its first-parent history against the imitation provider of the
// tests, and prints by the provider's invoice what each way of packing reads from the cache and costs, side by side:
//   npx node scripts/replay-history.ts REPOSITORY [--commits 50] [--lags 5] [--json]
// In a row: a question after each commit, a minute apart. By lag: a question at a commit, and one so many commits later, over a cache
// that held nothing before; means over every tenth commit. Shares are of the prompt as it was sent; costs are of the same question
// without a cache, 1 is what that costs.
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
  readonly readShare: number;
  readonly dollars: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    commits: { type: 'string', default: '50' },
    lags: { type: 'string', default: '5' },
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
    const byLag = [];
    for (let lag = 1; lag <= Number(values.lags); lag += 1) byLag.push(await replayLag(way, versions, lag));
    rows.push({
      way: way.name,
      // The first question writes everything, whatever the way.
      readShare: mean(row.slice(1).map(({ readShare }) => readShare)),
      cost: mean(
        row.slice(1).map(({ dollars }, index) => dollars / (plain[index + 1]?.dollars ?? Number.NaN)),
      ),
      byLag,
    });
  }
  if (values.json)
    console.log(JSON.stringify({ repository: path.basename(repository), commits: commits.length, rows }));
  else {
    console.log(
      `${commits.length} commits, ${versions.get(commits.at(-1) ?? '')?.length} documents at the last one`,
    );
    console.log(`${'way'.padEnd(14)} read  cost  read by lag`);
    for (const { way, readShare, cost, byLag } of rows) {
      console.log(
        `${way.padEnd(14)} ${[readShare, cost].map(format).join('  ')}  ${byLag.map(format).join(' ')}`,
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
    if (item.type === 'text') segments.push(item);
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

/** The share that a question reads when the cache holds what was asked over so many commits before. */
async function replayLag(
  way: Way,
  versions: ReadonlyMap<string, readonly TextSegment[]>,
  lag: number,
): Promise<number> {
  const all = [...versions.values()];
  const shares: number[] = [];
  for (let base = 0; base + lag < all.length; base += 10) {
    const [before, after] = [all[base], all[base + lag]];
    if (before === undefined || after === undefined) continue;
    const [, second] = await replay(way, [before, after]);
    if (second !== undefined) shares.push(second.readShare);
  }
  return mean(shares);
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
    earlierPack,
    cache,
    now,
  });
  await answerQuestion({ context, question: 'What is this?', cache: mode, store: cache, now });
  const { prompt, cacheRead, dollars } = await provider.lastLine();
  return { readShare: cacheRead / prompt, dollars: Number(dollars) };
}

type Provider = Awaited<ReturnType<typeof startProvider>>;

/** The imitation as a process of its own: scripts use the public API, and this is how a stranger would reach it. */
async function startProvider() {
  const main = fileURLToPath(new URL('../test/helpers/imitation-provider-main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] });
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
