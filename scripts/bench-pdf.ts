// How fast PDFs are read, beside plain pdf.js and other extractors, each in a process of its own:
//   npx node scripts/bench-pdf.ts FILES… [--rounds 3] [--packages FOLDER] [--json]
// Rounds are interleaved, so that what else the machine does falls on all alike; medians are printed. unpdf, officeparser and
// @llamaindex/liteparse are taken from FOLDER/node_modules and pdftotext from the path, where they are there.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { folderCache, loadPdf, QuireError } from '../src/index.ts';

interface Measure {
  /** From the first file to the last, without the start of the process. */
  readonly milliseconds: number;
  /** Of all threads. */
  readonly cpuMilliseconds?: number;
  /** Megabytes of the whole process at its peak. */
  readonly peakMb?: number;
  readonly pages?: number;
  readonly characters?: number;
  /** The most that the calling thread itself worked between two ticks of a timer: what else the machine does is no part of it. */
  readonly busyMs?: number;
}

const { values, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    packages: { type: 'string' },
    json: { type: 'boolean' },
    step: { type: 'string' },
    cache: { type: 'string', default: '' },
  },
});

/** Each runs alone in a process. */
const steps: Readonly<Record<string, () => Promise<Measure>>> = {
  'plain pdf.js': () => measure(readPlain),
  quire: () => measure((file) => readQuire(file)),
  'quire, one core': () => measure((file) => readQuire(file)),
  'quire, cached': () => measure((file) => readQuire(file, values.cache)),
  unpdf: () => measure(readUnpdf),
  officeparser: () => measure(readOfficeparser),
  liteparse: () => measure(readLiteparse),
};

if (files.length === 0) {
  console.error('Usage: node scripts/bench-pdf.ts FILES… [--rounds N] [--packages FOLDER] [--json]');
  process.exit(2);
}
const step = values.step === undefined ? undefined : steps[values.step];
if (step === undefined) compare(Number(values.rounds));
else {
  const result = await step();
  // Written before the process ends: some packages print, or keep it alive.
  process.stdout.write(`\n${JSON.stringify(result)}\n`, () => process.exit(0));
}

async function measure(
  read: (file: string) => Promise<{ readonly pages: number; readonly characters: number }>,
): Promise<Measure> {
  let busyMs = 0;
  let last = threadMilliseconds();
  setInterval(() => {
    const now = threadMilliseconds();
    busyMs = Math.max(busyMs, now - last);
    last = now;
  }, 10).unref();
  const started = performance.now();
  let pages = 0;
  let characters = 0;
  for (const file of files) {
    const found = await read(file);
    pages += found.pages;
    characters += found.characters;
  }
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage();
  const peakMb = process.resourceUsage().maxRSS / 1024;
  return { milliseconds, cpuMilliseconds: (user + system) / 1000, peakMb, pages, characters, busyMs };
}

function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function readQuire(file: string, cacheFolder = '') {
  let pages = 0;
  let characters = 0;
  const cache = cacheFolder === '' ? {} : { cache: folderCache(cacheFolder) };
  try {
    for await (const item of loadPdf(file, cache)) {
      pages += 1;
      characters += item.type === 'text' ? item.text.length : 0;
    }
  } catch (error) {
    if (!QuireError.isInstance(error)) throw error;
  }
  return { pages, characters };
}

async function readPlain(file: string) {
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const folder = path.dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const task = pdfjs.getDocument({
    data: new Uint8Array(await readFile(file)),
    verbosity: 0,
    cMapUrl: `${folder}/cmaps/`,
    standardFontDataUrl: `${folder}/standard_fonts/`,
    useSystemFonts: false,
    disableFontFace: true,
  });
  let characters = 0;
  let pages = 0;
  try {
    const document = await task.promise;
    for (; pages < document.numPages; pages += 1) {
      const page = await document.getPage(pages + 1);
      const { items } = await page.getTextContent();
      characters += items.reduce((sum, item) => sum + ('str' in item ? item.str.length : 0), 0);
      page.cleanup();
    }
  } catch {
    // A broken file counts as far as it was read.
  }
  await task.destroy();
  return { pages, characters };
}

async function readUnpdf(file: string) {
  const { extractText, getDocumentProxy } = await importPackage('unpdf');
  const document = await getDocumentProxy(new Uint8Array(await readFile(file)));
  const { text, totalPages } = await extractText(document, { mergePages: true });
  return { pages: totalPages, characters: text.length };
}

async function readOfficeparser(file: string) {
  const { OfficeParser } = await importPackage('officeparser');
  const parsed = await OfficeParser.parseOffice(file);
  const { value } = await parsed.to('text');
  return { pages: 0, characters: String(value).length };
}

async function readLiteparse(file: string) {
  const { LiteParse } = await importPackage('@llamaindex/liteparse');
  const { text, pages } = await new LiteParse({ ocrEnabled: false }).parse(file);
  return { pages: pages.length, characters: text.length };
}

/** Of a folder that the types know nothing of. */
async function importPackage(name: string): Promise<Record<string, never> & ReturnType<typeof JSON.parse>> {
  const require = createRequire(path.join(path.resolve(values.packages ?? '.'), 'package.json'));
  return import(pathToFileURL(require.resolve(name)).href);
}

function isThere(name: string): boolean {
  const packages = new Map([
    ['unpdf', 'unpdf'],
    ['officeparser', 'officeparser'],
    ['liteparse', '@llamaindex/liteparse'],
  ]);
  const wanted = packages.get(name);
  if (name === 'quire, one core') return spawnSync('taskset', ['-c', '0', 'true']).status === 0;
  return wanted === undefined || existsSync(path.join(values.packages ?? '.', 'node_modules', wanted));
}

function compare(rounds: number): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'quire-bench-'));
  const measured = new Map<string, Measure[]>();
  const keep = (name: string, result: Measure | undefined) => {
    if (result !== undefined) measured.set(name, [...(measured.get(name) ?? []), result]);
  };
  try {
    const names = Object.keys(steps).filter(isThere);
    runStep('quire, cached', folder);
    for (let round = 0; round < rounds; round += 1) {
      for (const name of names) keep(name, runStep(name, folder));
      keep('pdftotext', timePdftotext());
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  report(new Map([...measured].map(([name, runs]) => [name, median(runs)])), rounds);
}

function runStep(name: string, cache: string): Measure | undefined {
  const options = ['--step', name, '--cache', name === 'quire, cached' ? cache : ''];
  const packages = values.packages === undefined ? [] : ['--packages', values.packages];
  const command = [process.execPath, fileURLToPath(import.meta.url), ...files, ...options, ...packages];
  // Threads are as many as the process may use cores.
  const [program = '', ...args] = name === 'quire, one core' ? ['taskset', '-c', '0', ...command] : command;
  const { stdout, stderr, status } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status === 0) return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measure;
  console.error(`"${name}" failed: ${stderr.trim().split('\n').slice(0, 8).join('\n')}`);
  return undefined;
}

function timePdftotext(): Measure | undefined {
  const started = performance.now();
  for (const file of files) {
    if (spawnSync('pdftotext', [file, '-'], { maxBuffer: 2 ** 28 }).status !== 0) return undefined;
  }
  return { milliseconds: performance.now() - started };
}

function median(runs: readonly Measure[]): Measure {
  const sorted = [...runs].sort((a, b) => a.milliseconds - b.milliseconds);
  return sorted[Math.floor(sorted.length / 2)] as Measure;
}

function report(medians: ReadonlyMap<string, Measure>, rounds: number): void {
  if (values.json === true) {
    console.log(JSON.stringify({ files, rounds, medians: Object.fromEntries(medians) }, null, 2));
    return;
  }
  const plain = medians.get('plain pdf.js');
  const quire = medians.get('quire');
  const over = (part: number | undefined, whole: number | undefined) =>
    part === undefined || whole === undefined ? undefined : part / whole;
  console.log(`${files.length} files: medians of ${rounds} rounds\n`);
  const row = (cells: readonly string[]) => console.log(cells.map((cell) => cell.padStart(9)).join('  '));
  row(['ms', 'x plain', 'CPU ms', 'x plain', 'MB', 'busy ms']);
  for (const [name, { milliseconds, cpuMilliseconds, peakMb, busyMs, pages, characters }] of medians) {
    row([
      milliseconds.toFixed(0),
      over(milliseconds, plain?.milliseconds)?.toFixed(2) ?? '',
      cpuMilliseconds?.toFixed(0) ?? '',
      over(cpuMilliseconds, plain?.cpuMilliseconds)?.toFixed(2) ?? '',
      peakMb?.toFixed(0) ?? '',
      busyMs?.toFixed(0) ?? '',
      `  ${name}${pages ? ` (${pages} pages, ${((characters ?? 0) / 1e6).toFixed(2)} M characters)` : ''}`,
    ]);
  }
  console.log('');
  const bar = (what: string, value: number | undefined, limit: number) => {
    if (value === undefined) return;
    console.log(
      `${(value <= limit ? 'reached' : 'MISSED').padEnd(8)} ${what}: ${value.toFixed(2)}, at most ${limit}`,
    );
  };
  const cached = medians.get('quire, cached');
  const oneCore = medians.get('quire, one core');
  bar('layout and tables / plain, time', over(quire?.milliseconds, plain?.milliseconds), 1.6);
  bar('layout and tables / plain, one core', over(oneCore?.milliseconds, plain?.milliseconds), 1.6);
  bar('two cores / one', over(quire?.milliseconds, oneCore?.milliseconds), 1);
  bar('cached / read', over(cached?.milliseconds, quire?.milliseconds), 0.02);
  bar('peak memory, MB', quire?.peakMb, 450);
  bar('the caller is kept busy at most, ms', quire?.busyMs, 200);
}
