import { prepareContext } from '../../index.ts';
import { type Command, jsonOption, modelOptions } from '../command.ts';
import { noticeSkipped } from '../describe-skipped.ts';
import { formatJson } from '../json.ts';
import { openPaths } from '../open-paths.ts';
import { planningModel } from '../planning-model.ts';
import { showProgress } from '../show-progress.ts';

export const pack: Command = {
  name: 'pack',
  usage: '[path…] [--model NAME] [--context-window TOKENS] [--json]',
  summary:
    'Print the prefix that a model would get: every document in one text, the same bytes on every machine.',
  options: { ...modelOptions, ...jsonOption },
  async run({ positionals, values, terminal, abortSignal }) {
    const { sources } = await openPaths(positionals, { abortSignal });
    const context = await prepareContext({
      sources,
      ...planningModel(values),
      strategy: 'pack',
      abortSignal,
      onProgress: showProgress(terminal),
    });
    // Asked for as a pack, so it is one: anything else has thrown.
    if (context.strategy !== 'pack') return 1;
    const { prefix, skipped, decision } = context;
    if (values.json === true) await terminal.data(formatJson({ prefix, decision, skipped }));
    else await terminal.data(prefix.text);
    terminal.notice(`${prefix.tokens} tokens in ${prefix.segments.length} segments, sha256 ${prefix.hash}`);
    const notice = noticeSkipped(skipped);
    if (notice !== undefined) terminal.notice(notice);
    return 0;
  },
};
