import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatSegments, QuireError } from '../../index.ts';
import { type Command, jsonOption, UsageError } from '../command.ts';
import { noticeSkipped } from '../describe-skipped.ts';
import { formatJson } from '../json.ts';
import { cacheOptions, openCache } from '../open-cache.ts';
import { loadingOptions, openPaths } from '../open-paths.ts';
import { type ReadDocument, readSources } from '../read-sources.ts';

export const text: Command = {
  name: 'text',
  usage: '<file or folder…> [--out DIR [--force]] [--json]',
  summary: 'Print what is read from files as Markdown, or write it as DIR/NAME.md.',
  options: {
    ...loadingOptions,
    out: { type: 'string', short: 'o', value: 'DIR', summary: 'write a file for each document instead' },
    force: { type: 'boolean', summary: 'write over files in DIR that hold something else' },
    ...cacheOptions,
    ...jsonOption,
  },
  async run({ positionals, values, env, terminal, abortSignal }) {
    if (positionals.length === 0) throw new UsageError('Name a file or a folder.');
    const cache = openCache({ values, env });
    const { sources } = await openPaths(positionals, { values, terminal, abortSignal, cache });
    const { documents, skipped } = await readSources(sources, terminal);
    if (typeof values.out === 'string') {
      await writeDocuments(documents, { out: values.out, force: values.force === true });
    } else if (values.json !== true) await terminal.verbatim(join(documents));
    if (values.json === true) await terminal.data(formatJson({ documents: describe(documents), skipped }));
    const notice = noticeSkipped(skipped);
    if (notice !== undefined) terminal.notice(notice);
    if (documents.length === 0) terminal.notice('There is nothing to read here.');
    return documents.length === 0 ? 1 : 0;
  },
};

/** One document as it is; several each behind a comment with its address, which Markdown does not show. */
function join(documents: readonly ReadDocument[]): string {
  if (documents.length === 1) return formatSegments(documents[0]?.segments ?? []);
  return documents
    .map(
      ({ source, segments }) => `<!-- ${source.replaceAll('--', '- -')} -->\n\n${formatSegments(segments)}`,
    )
    .join('\n');
}

function describe(documents: readonly ReadDocument[]): object[] {
  return documents.map(({ source, segments }) => ({
    source,
    markdown: formatSegments(segments),
    // What stood at the edges of a PDF's pages is no part of their text; here it can be seen.
    runningLines: segments.flatMap(({ location, runningLines: lines }) =>
      location.type === 'page' && lines ? [{ page: location.page, lines }] : [],
    ),
  }));
}

async function writeDocuments(
  documents: readonly ReadDocument[],
  { out, force }: { readonly out: string; readonly force: boolean },
): Promise<void> {
  const taken = new Set<string>();
  const files = documents.map(({ source, segments }) => ({
    target: path.join(out, freeName(outputName(source), source, taken)),
    content: formatSegments(segments),
  }));
  // All are looked at before the first is written: a run that is refused has changed nothing.
  for (const { target, content } of force ? [] : files) {
    const there = await readFile(target, 'utf8').catch(() => content);
    if (there === content) continue;
    const message = `"${target}" exists and holds something else. Pass --force to write over it, or name another folder.`;
    throw new QuireError('bad-input', { option: 'out', message });
  }
  for (const { target, content } of files) {
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

/** `report.md` beside `report.pdf` becomes `report.md.md`: a disk that ignores case must not lose one either. */
function freeName(name: string, source: string, taken: Set<string>): string {
  let free = name;
  for (let count = 1; taken.has(free.toLowerCase()); count += 1) {
    free = `${name.slice(0, -3)}${path.extname(source)}${count === 1 ? '' : `-${count}`}.md`;
  }
  taken.add(free.toLowerCase());
  return free;
}

/** `report.pdf` becomes `report.md`; `src/a.ts` stays apart from `src/a.py` as `src/a.ts.md`. Never outside the folder. */
function outputName(source: string): string {
  const inside = source
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..' && !/^[A-Za-z]:$/.test(part));
  return path
    .join(...inside)
    .replace(/\.(pdf|md)$/i, '')
    .concat('.md');
}
