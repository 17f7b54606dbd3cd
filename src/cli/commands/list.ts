import type { Skipped } from '../../index.ts';
import { type Command, jsonOption } from '../command.ts';
import { noticeSkipped } from '../describe-skipped.ts';
import { formatJson } from '../json.ts';
import { cacheOptions, openCache } from '../open-cache.ts';
import { loadingOptions, openPaths } from '../open-paths.ts';
import { readSources } from '../read-sources.ts';

export const list: Command = {
  name: 'list',
  usage: '[path…] [-0] [--json]',
  summary: 'List the files that would be read, and links as themselves, relative to the path, one a line.',
  options: {
    ...loadingOptions,
    null: { type: 'boolean', short: '0', summary: 'end each name with a NUL byte instead of a line break' },
    ...cacheOptions,
    ...jsonOption,
  },
  async run({ positionals, values, env, terminal, abortSignal }) {
    // Whether a PDF can be read is known only when it was read; what is kept takes a fiftieth of the time.
    const cache = openCache({ values, env });
    const { sources } = await openPaths(positionals, { values, terminal, abortSignal, cache });
    const { documents, skipped } = await readSources(sources, terminal);
    if (values.json === true) {
      await terminal.data(formatJson({ files: documents.map(({ source }) => source), skipped }));
      return 0;
    }
    const names = [...documents, ...links(skipped)]
      .sort((a, b) => (a.source < b.source ? -1 : 1))
      .map(({ source, sourceHex }) => (sourceHex === undefined ? source : Buffer.from(sourceHex, 'hex')));
    const end = values.null === true ? '\0' : '\n';
    await terminal.verbatim(Buffer.concat(names.flatMap((name) => [Buffer.from(name), Buffer.from(end)])));
    if (names.length === 0) terminal.notice('There is nothing to read here.');
    const notice = noticeSkipped(skipped);
    if (notice !== undefined) terminal.notice(notice);
    return 0;
  },
};

/** Links are listed as git lists them. What is reached through one is not: to git it is gone. */
function links(skipped: readonly Skipped[]): readonly Skipped[] {
  const found = skipped.filter(({ reason }) => reason === 'link');
  const sources = new Set(found.map(({ source }) => source));
  return found.filter(({ source }) =>
    source.split('/').every((_, at, parts) => at === 0 || !sources.has(parts.slice(0, at).join('/'))),
  );
}
