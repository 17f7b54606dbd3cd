/**
 * What is left out of a repository unless it is asked for: files that a program wrote, which cost many tokens and answer few
 * questions. This is the whole policy. A folder called `dist`, `build` or `vendor` is source until something in it says
 * otherwise; prose is never judged.
 */
export type NoiseKind = keyof typeof noiseKinds;

/** Each kind of noise, as it is named to a person. */
export const noiseKinds = {
  'lock-file': 'A lock file',
  'editor-copy': 'A copy that an editor keeps',
  'installed-packages': 'Installed packages',
  'vendored-packages': 'Vendored packages',
  'source-map': 'A source map',
  snapshot: 'Test snapshots',
  minified: 'Minified code',
  generated: 'Generated code',
  'data-dump': 'A data dump',
} as const;

/** Files that a package manager writes, by their whole names. */
const lockFiles = new Set(
  `package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock deno.lock Cargo.lock poetry.lock Pipfile.lock uv.lock
   pdm.lock pixi.lock composer.lock Gemfile.lock gems.locked go.sum go.work.sum mix.lock rebar.lock Podfile.lock Cartfile.resolved
   Package.resolved pubspec.lock packages.lock.json paket.lock flake.lock gradle.lockfile .terraform.lock.hcl MODULE.bazel.lock
   buf.lock Chart.lock conan.lock shard.lock renv.lock stack.yaml.lock cabal.project.freeze`.split(/\s+/),
);

/** Backups and swap files of Emacs, Vim and those that took their names from them: they come and go while somebody edits. */
const editorCopy = /^(?:.+~|#.+#|\.#.+|\..+\.sw[a-px])$/;

/** Folders of installed packages, which are that whoever tracks them. */
const packageFolders =
  /(?:^|\/)(?:node_modules|bower_components|\.yarn\/(?:releases|plugins|cache|unplugged))(?=\/)/;

/** A file by which a package manager marks the folder that it filled: its whole folder is noise. */
const vendorMarks =
  /^(.*\/)?(vendor\/modules\.txt|vendor\/composer\/installed\.json|_vendor\/vendor\.txt|Pods\/Manifest\.lock)$/;

/** Asked first, because nearly no path ends so. */
const mayBeMark = /(?:modules\.txt|installed\.json|vendor\.txt|Manifest\.lock)$/;

/** The kind of noise that a file is by its path alone, which has to be exact. */
export function findNoiseByName(path: string): NoiseKind | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (lockFiles.has(name)) return 'lock-file';
  return editorCopy.test(name) ? 'editor-copy' : undefined;
}

/** The outermost folder of installed packages that a path is in. */
export function findPackageFolder(path: string): string | undefined {
  const found = packageFolders.exec(path);
  return found === null ? undefined : path.slice(0, found.index + found[0].length);
}

/** The folders that package managers filled, each with the file that says so. */
export function findVendoredFolders(paths: Iterable<string>): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const path of paths) {
    const [, before = '', mark] = (mayBeMark.test(path) && vendorMarks.exec(path)) || [];
    if (mark !== undefined) folders.set(`${before}${mark.slice(0, mark.indexOf('/'))}`, path);
    // `cargo vendor` marks each package.
    if (path.endsWith('/.cargo-checksum.json')) folders.set(path.slice(0, path.lastIndexOf('/')), path);
  }
  return folders;
}

/** The kind of noise that a file is by what stands in it. */
export function findNoiseByContent(path: string, text: string): NoiseKind | undefined {
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  if (ending === 'map' && /^\s*\{\s*"version"\s*:\s*3\b/.test(text)) return 'source-map';
  if (snapshotEndings.has(ending) && snapshotHead.test(text.slice(0, 200))) return 'snapshot';
  if (webCode.has(ending) && isMinified(text)) return 'minified';
  if (dataEndings.has(ending) && isDump(text)) return 'data-dump';
  if (!prose.has(ending) && isGenerated(text)) return 'generated';
  return undefined;
}

const snapshotEndings = new Set(['snap', 'ambr', 'shot']);
const snapshotHead =
  /^\ufeff?(\/\/ (Jest|Vitest|Bun) Snapshot|# serializer version|---\nsource: |exports\[`)/;

const webCode = new Set(['js', 'mjs', 'cjs', 'css']);
/** Written by hand, lines of code are seldom over 200 characters; a minifier makes one line of the whole. */
const longLine = 500;

function isMinified(text: string): boolean {
  if (text.length < 2_000) return false;
  const long = text.split('\n').reduce((sum, line) => (line.length > longLine ? sum + line.length : sum), 0);
  return long > 0.8 * text.length;
}

const dataEndings = new Set(['json', 'geojson', 'ndjson', 'jsonl', 'csv', 'tsv', 'sql', 'xml']);
/** Tables and settings that people keep are smaller: 256 Ki characters are about 90,000 tokens of JSON. */
const dumpCharacters = 256 * 1024;
const dumpHead =
  /^\s*(-- (MySQL|MariaDB|PostgreSQL database|SQLite) dump|PRAGMA foreign_keys=OFF;\s+BEGIN TRANSACTION)/i;

function isDump(text: string): boolean {
  return text.length > dumpCharacters || dumpHead.test(text.slice(0, 300));
}

const prose = new Set(['md', 'mdx', 'markdown', 'rst', 'adoc', 'txt', 'html', 'htm', 'tex', 'ipynb']);
/** Comments of nearly every language; what a template writes into another file stands in quotes, and not at the top. */
const comment = /^\s*(\/\/|\/\*|\*|#|--|;|%|"""|<!--|\(\*|\{-|'|REM\b)/i;
const made = /\b(auto-?)?generated\b/i;
const order =
  /\b(do not|don't|never|not to be) (edit|modify|change|edited|modified)\b|\bedited by hand\b|\bmanual(ly)? (edit|chang)/i;
/** Marks that say it in one word: Facebook's, C#'s, protobuf's and Go's own. */
const mark =
  /@generated\b|<auto-generated|^\W*Code generated .* DO NOT EDIT\.$|^\W*Generated by the protocol buffer compiler/;

function isGenerated(text: string): boolean {
  const head = text.slice(0, 3_000).split('\n', 20);
  const comments = head.filter((line) => comment.test(line));
  if (comments.some((line) => mark.test(line.trimEnd()))) return true;
  const words = comments.slice(0, 12).join('\n');
  return made.test(words) && order.test(words);
}
