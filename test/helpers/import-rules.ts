import path from 'node:path/posix';
import { type ScannedImport, scanImports, tokenize } from './scan-imports.ts';

/** The words that everything shares. They import each other and nothing above them. */
const sharedFiles = [
  'segment',
  'prefix',
  'chunk-store',
  'decision-record',
  'context',
  'cache-store',
  'cache-table',
  'result',
  'errors',
  'progress',
];
/** What the package exports: its main entry and its subpaths. */
const entries = ['index', 'lancedb'];
const sharedFolders = ['text', 'model'];
const stages = ['load', 'pack', 'retrieve', 'answer', 'offline', 'compare', 'store'];

/** The one place that may use a package; a `type` import of a free one may stand anywhere. */
interface Door {
  readonly places: readonly string[];
  /** Loaded inside the function that needs it: `quire --help` must not pay for it. */
  readonly isLazy?: boolean;
  readonly hasFreeTypes?: boolean;
}

const doors: Readonly<Record<string, Door>> = {
  'pdfjs-dist': { places: ['src/load/'], isLazy: true },
  'tesseract.js': { places: ['src/load/'], isLazy: true },
  'fast-glob': { places: ['src/load/'], isLazy: true },
  ignore: { places: ['src/load/'], isLazy: true },
  diff: { places: ['src/load/'], isLazy: true },
  chardet: { places: ['src/load/'], isLazy: true },
  '@secretlint/core': { places: ['src/load/'], isLazy: true },
  '@secretlint/profiler': { places: ['src/load/'], isLazy: true },
  '@secretlint/secretlint-rule-preset-recommend': { places: ['src/load/'], isLazy: true },
  'node:child_process': { places: ['src/load/', 'src/cli/chat/open-citation.ts'] },
  'gpt-tokenizer': { places: ['src/model/'], isLazy: true },
  stemmer: { places: ['src/text/'] },
  '@orama/stemmers': { places: ['src/text/'] },
  zod: { places: ['src/cli/batch/read-schema.ts'], isLazy: true, hasFreeTypes: true },
  '@lancedb/lancedb': { places: ['src/retrieve/lancedb/'], isLazy: true },
  ai: {
    places: ['src/answer/', 'src/answer-question.ts', 'src/bind-models.ts', 'src/open-gateway.ts'],
    isLazy: true,
    hasFreeTypes: true,
  },
  '@ai-sdk/provider': { places: [], hasFreeTypes: true },
  '@ai-sdk/alibaba': { places: ['src/resolve-model.ts'], isLazy: true },
  '@ai-sdk/openai-compatible': { places: ['src/resolve-model.ts'], isLazy: true },
};

/** Names of node:fs that only read. `open` reads too, unless a flag says otherwise. */
const readingNames =
  /^(constants|access|existsSync|stat|lstat|fstat|read|close|readFile|readdir|readlink|realpath|open|opendir|glob|createReadStream|Stats|Dirent|FileHandle)(Sync)?$/;
const writingFlags = /^(O_WRONLY|O_RDWR|O_CREAT|O_APPEND|O_TRUNC|[wa]x?\+?|r\+)$/;

/** What breaks the import rules in a tree of files, given by path with `/`: a sentence each, `file:line` first. */
export function findRuleViolations(files: ReadonlyMap<string, string>): string[] {
  const scanned = [...files].map(([file, code]) => ({ file, code, imports: scanImports(code) }));
  const found = scanned.flatMap(({ file, code, imports }) => [
    ...imports.flatMap((each) => checkImport(file, each).map((what) => `${file}:${each.line} ${what}`)),
    ...checkWriting(file, code, imports),
    ...checkOutput(file, code),
  ]);
  return [...found, ...findCycles(scanned)];
}

function checkImport(file: string, { specifier, kind, insideFunction }: ScannedImport): string[] {
  if (specifier === undefined) {
    return file.startsWith('src/') ? ['imports a computed address, which no rule can check'] : [];
  }
  if (specifier.startsWith('.')) {
    const target = path.join(path.dirname(file), specifier);
    const reason = whyForbidden(file, target);
    return reason === undefined ? [] : [`imports ${target}: ${reason}`];
  }
  return file.startsWith('src/') ? checkPackage(file, specifier, { kind, insideFunction }) : [];
}

/** Between files: who may import whom, types included. */
function whyForbidden(file: string, target: string): string | undefined {
  if (file.startsWith('test/helpers/')) {
    return target.startsWith('src/') ? 'test helpers never import src' : undefined;
  }
  if (file.startsWith('scripts/')) {
    const isAllowed = layerOf(target) === 'index' || target.startsWith('scripts/');
    return isAllowed ? undefined : 'scripts use the public API, src/index.ts';
  }
  if (!file.startsWith('src/')) return undefined;
  if (!target.startsWith('src/')) return 'src imports nothing outside of src';
  const from = layerOf(file);
  const to = layerOf(target);
  if (from === undefined) return `${file} belongs to no layer: a stage, a shared word, a verb or cli`;
  if (from === 'cli') {
    return to === 'cli' || to === 'index' ? undefined : 'cli uses the public API, src/index.ts';
  }
  if (to === 'cli' || to === 'index') return `only cli, scripts and tests import ${to}`;
  if (from === 'index' || from === 'verb') return undefined;
  if (to === 'shared' || to === from) return undefined;
  return from === 'shared' ? 'shared words import nothing above them' : `only verbs join ${from} to ${to}`;
}

function layerOf(file: string): string | undefined {
  const [, folder = '', ...rest] = file.split('/');
  if (rest.length === 0) {
    const name = folder.replace(/\.ts$/, '');
    if (entries.includes(name)) return 'index';
    return sharedFiles.includes(name) ? 'shared' : 'verb';
  }
  if (sharedFolders.includes(folder)) return 'shared';
  return folder === 'cli' || stages.includes(folder) ? folder : undefined;
}

function checkPackage(
  file: string,
  specifier: string,
  { kind, insideFunction }: Pick<ScannedImport, 'kind' | 'insideFunction'>,
): string[] {
  const name = specifier.startsWith('@')
    ? specifier.split('/').slice(0, 2).join('/')
    : (specifier.split('/')[0] ?? '');
  const door = doors[name];
  if (door === undefined) {
    return name.startsWith('node:')
      ? []
      : [`imports ${specifier}: the package has no door in the import rules`];
  }
  if (kind === 'type' && door.hasFreeTypes === true) return [];
  if (!door.places.some((place) => file.startsWith(place))) {
    const places = door.places.join(', ') || '`import type`';
    return [`imports ${specifier}: its door is ${places}`];
  }
  if (door.isLazy !== true || kind === 'type' || (kind === 'dynamic' && insideFunction)) return [];
  return [`imports ${specifier} when it is loaded: import it inside the function that needs it`];
}

function checkWriting(file: string, code: string, imports: readonly ScannedImport[]): string[] {
  if (!file.startsWith('src/') || /^src\/(store|cli)\//.test(file)) return [];
  const fromFs = imports.filter(
    ({ specifier, kind }) => kind !== 'type' && /^(node:)?fs(\/promises)?$/.test(specifier ?? ''),
  );
  const names = fromFs.flatMap(({ kind, names, line }) =>
    (kind === 'dynamic' ? ['*'] : names)
      .filter((name) => !readingNames.test(name))
      .map((name) => `${file}:${line} imports ${name} of node:fs: only store and cli write files`),
  );
  if (fromFs.length === 0) return names;
  const flags = tokenize(code).filter(({ type, text }) => type !== 'other' && writingFlags.test(text));
  return [
    ...names,
    ...flags
      .filter(({ text, type }) => type === 'string' || text.startsWith('O_'))
      .map(({ text, line }) => `${file}:${line} opens with ${text}: only store and cli write files`),
  ];
}

function checkOutput(file: string, code: string): string[] {
  if (!file.startsWith('src/') || file.startsWith('src/cli/')) return [];
  const tokens = tokenize(code);
  return tokens.flatMap(({ type, text, line }, at) => {
    if (type !== 'word' || tokens[at + 1]?.text !== '.') return [];
    const member = tokens[at + 2]?.text ?? '';
    const isOutput = text === 'console' || (text === 'process' && /^(stdout|stderr)$/.test(member));
    return isOutput ? [`${file}:${line} uses ${text}.${member}: only cli prints`] : [];
  });
}

function findCycles(
  scanned: readonly { readonly file: string; readonly imports: readonly ScannedImport[] }[],
): string[] {
  const targets = new Map(
    scanned.map(({ file, imports }) => [
      file,
      imports.flatMap(({ specifier }) =>
        specifier?.startsWith('.') ? [path.join(path.dirname(file), specifier)] : [],
      ),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start !== -1) {
      cycles.push(`${[...trail.slice(start), file].join(' -> ')}: imports run in a circle`);
      return;
    }
    if (done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return cycles;
}
