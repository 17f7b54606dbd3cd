import { indexSources } from '../../index.ts';
import { type Command, jsonOption, UsageError } from '../command.ts';
import { noticeSkipped } from '../describe-skipped.ts';
import { formatJson } from '../json.ts';
import { cacheOptions, openCache } from '../open-cache.ts';
import { loadingOptions, openPaths } from '../open-paths.ts';
import { openStore, storeOption } from '../open-store.ts';
import { showProgress } from '../show-progress.ts';

export const index: Command = {
  name: 'index',
  usage: '[path…] --store URI [--json]',
  summary: 'Keep an index for documents that outgrow memory. Needs `npm install @lancedb/lancedb`.',
  options: { ...loadingOptions, ...storeOption, ...cacheOptions, ...jsonOption },
  async run({ positionals, values, terminal, abortSignal, env }) {
    const store = openStore(values, []);
    if (store === undefined) throw new UsageError('Say where to keep the index: --store URI.');
    const cache = openCache({ values, env });
    const { sources } = await openPaths(positionals, { values, terminal, abortSignal, cache });
    const result = await indexSources({ sources, store, abortSignal, onProgress: showProgress(terminal) });
    const { indexed, unchanged, forgotten, skipped } = result;
    if (values.json === true) await terminal.data(formatJson(result));
    else {
      await terminal.data(`${indexed} indexed, ${unchanged} unchanged, ${forgotten} forgotten.\n`);
      const notice = noticeSkipped(skipped);
      if (notice !== undefined) terminal.notice(notice);
    }
    return 0;
  },
};
