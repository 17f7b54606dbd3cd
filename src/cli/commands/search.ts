import { prepareContext, prepareStoredContext, type RetrievedChunk, searchContext } from '../../index.ts';
import { type Command, jsonOption, readWholeNumber, UsageError } from '../command.ts';
import { describePlace } from '../describe-place.ts';
import { noticeSkipped } from '../describe-skipped.ts';
import { formatJson } from '../json.ts';
import { cacheOptions, openCache } from '../open-cache.ts';
import { loadingOptions, openPaths } from '../open-paths.ts';
import { openStore, storeOption } from '../open-store.ts';
import { planningModel } from '../planning-model.ts';
import { showProgress } from '../show-progress.ts';
import { printable } from '../terminal.ts';
import { readWeighDown, weighDownOption } from '../weigh-down-option.ts';

export const search: Command = {
  name: 'search',
  usage: '"words" [path…] [--budget TOKENS] [--json]',
  summary: 'Find the passages that a question would be answered from. Needs no key and no network.',
  options: {
    ...loadingOptions,
    budget: { type: 'string', value: 'TOKENS', summary: 'how much to return (default 4000)' },
    ...weighDownOption,
    ...storeOption,
    ...cacheOptions,
    ...jsonOption,
  },
  async run({ positionals, values, terminal, abortSignal, env }) {
    const [query, ...paths] = positionals;
    if (query === undefined || query.trim() === '') throw new UsageError('Say what to search for.');
    const evidenceTokens = readWholeNumber(values, 'budget') ?? 4_000;
    const cache = openCache({ values, env });
    const store = openStore(values, paths);
    const { sources, display } =
      store === undefined
        ? await openPaths(paths, { values, terminal, abortSignal, cache })
        : { sources: [], display: (source: string) => source };
    const context =
      store === undefined
        ? await prepareContext({
            sources,
            ...planningModel(values),
            ...readWeighDown(values),
            strategy: 'retrieve',
            cache,
            abortSignal,
            onProgress: showProgress(terminal),
          })
        : await prepareStoredContext({ store, ...planningModel(values), ...readWeighDown(values) });
    const found = await searchContext({ context, query, evidenceTokens, abortSignal });
    if (values.json === true) {
      await terminal.data(formatJson({ passages: found.map(describe), skipped: context.skipped }));
      return 0;
    }
    for (const { source, location, text } of found) {
      const place = terminal.style('bold', printable(describePlace(display(source), location)));
      await terminal.data(`${place}\n${printable(text).trimEnd()}\n\n`);
    }
    if (found.length === 0)
      terminal.notice(
        `Nothing that fits ${evidenceTokens} tokens has these words. Try other words, or a larger --budget.`,
      );
    const notice = noticeSkipped(context.skipped);
    if (notice !== undefined) terminal.notice(notice);
    return 0;
  },
};

function describe({ source, location, headings, text, tokens, score }: RetrievedChunk): object {
  return { source, location, headings, text, tokens, score };
}
