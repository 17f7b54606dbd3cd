// Measures retrieval beside other engines, each in a process of its own, over the same files and questions:
//   npx node scripts/bench-retrieval.ts --docs DIR --questions FILE.jsonl [--engines FOLDER] [--only quire,minisearch]
// A question is a line {"question","gold":[{"path","start","end"} | {"path","startLine","endLine"}]}. FOLDER is where
// `npm install minisearch @orama/orama @lancedb/lancedb apache-arrow` was run; engines that are not there are left out.
// The others get plain chunks of 2,000 characters and their own words and ranking. Recall is the share of gold of which half
// stands in the first 64,000 characters, about 16,000 tokens. A query of quire reads, counts and joins its evidence as well.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { prepareContext, searchContext, type TextSegment } from '../src/index.ts';

interface File {
  readonly path: string;
  readonly text: string;
}

/** A stretch of a file, in UTF-16 units. */
interface Span {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

type Search = (question: string) => Promise<readonly Span[]>;

/** Makes ready what is not indexing, then gives the function that is timed: it indexes, in an empty folder, and says how to search. */
type Engine = (files: readonly File[], folder: string) => Promise<() => Promise<Search>>;

const { values } = parseArgs({
  options: {
    docs: { type: 'string' },
    questions: { type: 'string' },
    engines: { type: 'string' },
    only: { type: 'string' },
    run: { type: 'string' },
  },
});
const { docs, questions } = values;
if (docs === undefined || questions === undefined) {
  console.error(
    'Usage: node scripts/bench-retrieval.ts --docs DIR --questions FILE.jsonl [--engines FOLDER]',
  );
  process.exit(2);
}
const most = 100;
const engines: Readonly<Record<string, Engine>> = {
  quire: startQuire,
  minisearch: startMiniSearch,
  orama: startOrama,
  sqlite: startSqlite,
  lancedb: startLanceDb,
};

if (values.run !== undefined) await measure(values.run, docs, questions);
else {
  console.log('engine       index MB/s  per CPU s  query p50 / p95 ms  recall  peak MB  disk MB');
  for (const name of values.only?.split(',') ?? Object.keys(engines)) {
    const script = fileURLToPath(import.meta.url);
    const { status } = spawnSync(process.execPath, [script, ...process.argv.slice(2), '--run', name], {
      stdio: 'inherit',
    });
    if (status !== 0) console.log(`${name.padEnd(12)} not measured`);
  }
}

async function measure(name: string, root: string, questionFile: string): Promise<void> {
  const files = readFiles(root);
  const byPath = new Map(files.map((file) => [file.path, file.text]));
  const asked = readFileSync(questionFile, 'utf8').split('\n').filter(Boolean).map(parseQuestion);
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const folder = mkdtempSync(path.join(tmpdir(), 'quire-bench-'));
  try {
    const engine = engines[name];
    if (engine === undefined) throw new Error(`There is no engine ${name}.`);
    const index = await engine(files, folder);
    const started = performance.now();
    const cpu = process.cpuUsage();
    const search = await index();
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const times: number[] = [];
    let recall = 0;
    for (const { question, gold } of asked) {
      const before = performance.now();
      const found = await search(question);
      times.push(performance.now() - before);
      recall += shareFound(gold(byPath), found) / asked.length;
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => (times[Math.floor(share * times.length)] ?? 0).toFixed(1);
    const peak = process.resourceUsage().maxRSS / 1024;
    const columns = [
      name.padEnd(12),
      (bytes / 1e6 / seconds).toFixed(2).padStart(10),
      (bytes / (user + system)).toFixed(2).padStart(10),
      `${at(0.5)} / ${at(0.95)}`.padStart(19),
      (100 * recall).toFixed(1).padStart(7),
      peak.toFixed(0).padStart(8),
      (sizeOf(folder) / 1e6).toFixed(1).padStart(8),
    ];
    console.log(columns.join(' '));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function startQuire(files: readonly File[]) {
  const segments = files.map(({ path: source, text }): TextSegment => {
    const location = { type: 'lines', start: 1, end: text.split('\n').length } as const;
    return { type: 'text', source, location, text };
  });
  const lines = new Map(files.map(({ path: source, text }) => [source, lineStarts(text)]));
  const model = 'alibaba/qwen3.5-flash';
  const context = await prepareContext({ sources: [segments], model, strategy: 'retrieve' });
  const search: Search = async (query) => {
    const found = await searchContext({ context, query, evidenceTokens: 16_000 });
    return found.map(({ source, location, text }) => {
      const line = location.type === 'lines' ? location.start - 1 : 0;
      const start = (lines.get(source)?.[line] ?? 0) + (location.offset ?? 0);
      return { path: source, start, end: start + text.length };
    });
  };
  return async () => {
    // The index is built for the first question.
    await search('index');
    return search;
  };
}

async function startMiniSearch(files: readonly File[]) {
  const { default: MiniSearch } = await load('minisearch');
  const spans = cutPlain(files);
  return async () => {
    const index = new MiniSearch({ fields: ['text'] });
    index.addAll(spans.map(({ text }, id) => ({ id, text })));
    return async (query: string) =>
      index
        .search(query)
        .slice(0, most)
        .map(({ id }: { id: number }) => spans[id]);
  };
}

async function startOrama(files: readonly File[]) {
  const { create, insertMultiple, search } = await load('@orama/orama');
  const spans = cutPlain(files);
  return async () => {
    const index = await create({ schema: { at: 'number', text: 'string' } });
    const rows = spans.map(({ text }, at) => ({ at, text }));
    await insertMultiple(index, rows);
    return async (term: string) => {
      const { hits } = await search(index, { term, limit: most });
      return hits.map(({ document }: { document: { at: number } }) => spans[document.at]);
    };
  };
}

async function startSqlite(files: readonly File[], folder: string) {
  const spans = cutPlain(files);
  return async () => {
    const database = new DatabaseSync(path.join(folder, 'index.sqlite'));
    database.exec("create virtual table chunks using fts5(text, tokenize = 'porter unicode61'); begin");
    const insert = database.prepare('insert into chunks (rowid, text) values (?, ?)');
    for (const [at, { text }] of spans.entries()) insert.run(at, text);
    database.exec('commit');
    const select = database.prepare(
      `select rowid from chunks where chunks match ? order by bm25(chunks) limit ${most}`,
    );
    return async (query: string) => {
      const words = query.match(/[\p{L}\p{N}]+/gu) ?? [];
      return select
        .all(words.map((word) => `"${word}"`).join(' OR '))
        .flatMap(({ rowid }) => spans[Number(rowid)] ?? []);
    };
  };
}

async function startLanceDb(files: readonly File[], folder: string) {
  const { connect, Index } = await load('@lancedb/lancedb');
  const spans = cutPlain(files);
  return async () => {
    const connection = await connect(folder);
    const table = await connection.createTable(
      'chunks',
      spans.map(({ text }, at) => ({ at, text })),
    );
    await table.createIndex('text', { config: Index.fts() });
    return async (query: string) => {
      const rows = await table.search(query, 'fts', 'text').select(['at', '_score']).limit(most).toArray();
      return rows.map(({ at }: { at: number }) => spans[Number(at)]);
    };
  };
}

/** A package from the folder that was given, which this project does not depend on. */
async function load(name: string) {
  const from = createRequire(path.join(path.resolve(values.engines ?? '.'), 'index.js'));
  return import(pathToFileURL(from.resolve(name)).href);
}

function cutPlain(files: readonly File[]): (Span & { readonly text: string })[] {
  return files.flatMap(({ path: source, text }) =>
    Array.from({ length: Math.ceil(text.length / 2000) }, (_, n) => {
      const start = n * 2000;
      const end = Math.min(text.length, start + 2000);
      return { path: source, start, end, text: text.slice(start, end) };
    }),
  );
}

function readFiles(root: string): File[] {
  return readdirSync(root, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const file = path.join(entry.parentPath, entry.name);
    const text = readFileSync(file, 'utf8');
    if (text.includes('\0')) return [];
    return [{ path: path.relative(root, file).replaceAll('\\', '/'), text }];
  });
}

function parseQuestion(line: string) {
  const { question, gold } = JSON.parse(line) as {
    question: string;
    gold: readonly { path: string; start?: number; end?: number; startLine?: number; endLine?: number }[];
  };
  return {
    question,
    gold: (texts: ReadonlyMap<string, string>): Span[] =>
      gold.flatMap(({ path: source, start, end, startLine = 1, endLine }) => {
        const text = texts.get(source);
        if (text === undefined) return [];
        const lines = lineStarts(text);
        return [
          {
            path: source,
            start: start ?? lines[startLine - 1] ?? 0,
            end: end ?? lines[endLine ?? lines.length] ?? text.length,
          },
        ];
      }),
  };
}

function lineStarts(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
}

function shareFound(gold: readonly Span[], found: readonly Span[]): number {
  const kept: Span[] = [];
  let left = 64_000;
  for (const { path: source, start, end } of found) {
    kept.push({ path: source, start, end: Math.min(end, start + left) });
    left -= end - start;
    if (left <= 0) break;
  }
  const hits = gold.filter((wanted) => {
    const held = kept
      .filter((span) => span.path === wanted.path)
      .reduce(
        (sum, { start, end }) => sum + Math.max(0, Math.min(end, wanted.end) - Math.max(start, wanted.start)),
        0,
      );
    return held >= Math.min(1000, (wanted.end - wanted.start) / 2);
  });
  return gold.length === 0 ? 0 : hits.length / gold.length;
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}
