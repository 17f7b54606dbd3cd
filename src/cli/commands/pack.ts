import { prepareContext } from '../../index.ts';
import { type Command, fitOption, jsonOption, modelOptions, readFit } from '../command.ts';
import { noticeSkipped } from '../describe-skipped.ts';
import { formatJson } from '../json.ts';
import { cacheOptions, openCache } from '../open-cache.ts';
import { changeOptions, loadingOptions, openPaths } from '../open-paths.ts';
import { planningModel } from '../planning-model.ts';
import { showProgress } from '../show-progress.ts';

export const pack: Command = {
  name: 'pack',
  usage: '[path…] [--model NAME] [--context-window TOKENS] [--fit] [--json]',
  summary:
    'Print the prefix that a model would get: every document in one text, the same bytes on every machine.',
  options: {
    ...modelOptions,
    ...loadingOptions,
    ...changeOptions,
    ...fitOption,
    ...cacheOptions,
    ...jsonOption,
  },
  async run({ positionals, values, terminal, abortSignal, env }) {
    const cache = openCache({ values, env });
    const { sources } = await openPaths(positionals, { values, terminal, abortSignal, cache });
    const context = await prepareContext({
      sources,
      ...planningModel(values),
      strategy: 'pack',
      fit: readFit(values),
      cache,
      // The same documents are the same bytes, whatever was asked before.
      earlierPack: 'ignore',
      abortSignal,
      onProgress: showProgress(terminal),
    });
    // Asked for as a pack, so it is one: anything else has thrown.
    if (context.strategy !== 'pack') return 1;
    const { prefix, behind = '', skipped, decision } = context;
    if (values.json === true) await terminal.data(formatJson({ prefix, behind, decision, skipped }));
    else await terminal.verbatim(prefix.text + behind);
    terminal.notice(`${prefix.tokens} tokens in ${prefix.segments.length} segments, sha256 ${prefix.hash}`);
    const notice = noticeSkipped(skipped);
    if (notice !== undefined) terminal.notice(notice);
    return 0;
  },
};
