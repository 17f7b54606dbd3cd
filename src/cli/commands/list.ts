import { type Command, jsonOption } from '../command.ts';
import { noticeSkipped } from '../describe-skipped.ts';
import { formatJson } from '../json.ts';
import { openPaths } from '../open-paths.ts';
import { readSources } from '../read-sources.ts';

export const list: Command = {
  name: 'list',
  usage: '[path…] [-0] [--json]',
  summary: 'List the files that would be read, relative to the path, one a line.',
  options: {
    null: { type: 'boolean', short: '0', summary: 'end each name with a NUL byte instead of a line break' },
    ...jsonOption,
  },
  async run({ positionals, values, terminal, abortSignal }) {
    const { sources } = await openPaths(positionals, { abortSignal });
    const { documents, skipped } = await readSources(sources, terminal);
    const names = documents.map(({ source }) => source);
    if (values.json === true) {
      await terminal.data(formatJson({ files: names, skipped }));
      return 0;
    }
    const end = values.null === true ? '\0' : '\n';
    await terminal.data(names.map((name) => name + end).join(''));
    const notice = noticeSkipped(skipped);
    if (notice !== undefined) terminal.notice(notice);
    return 0;
  },
};
