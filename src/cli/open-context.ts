import {
  type CacheStore,
  type Context,
  type PrepareContextOptions,
  prepareContext,
  prepareStoredContext,
  type ResolvedModel,
  resolveModel,
} from '../index.ts';
import { type ReadVersions, recordVersions } from './chat/read-versions.ts';
import {
  type Arguments,
  type Command,
  type CommandContext,
  fitOption,
  modelOptions,
  pricesOption,
  readChoice,
  readFit,
  readWholeNumber,
  UsageError,
} from './command.ts';
import { noticeSkipped } from './describe-skipped.ts';
import { isOfGit } from './is-of-git.ts';
import { cacheOptions, openCache } from './open-cache.ts';
import { attachOption, changeOptions, loadingOptions, openPaths } from './open-paths.ts';
import { openStore, storeOption } from './open-store.ts';
import { readPrices } from './read-prices.ts';
import { showProgress } from './show-progress.ts';
import { readTools } from './tools-option.ts';
import { visionOptions, wantsVision } from './vision-options.ts';
import { readWeighDown, weighDownOption } from './weigh-down-option.ts';

/** The options of every command that asks a model about documents; `openContext` takes their values. */
export const contextOptions = {
  ...modelOptions,
  ...pricesOption,
  ...loadingOptions,
  ...changeOptions,
  ...attachOption,
  strategy: {
    type: 'string',
    value: 'NAME',
    summary: 'pack, retrieve, or map-reduce (read everything), instead of what fits',
  },
  ...visionOptions,
  ...fitOption,
  ...weighDownOption,
  ...storeOption,
  ...cacheOptions,
} as const satisfies Command['options'];

/** Documents made ready to be asked about, and the model that is asked. */
export interface OpenedContext {
  readonly context: Context;
  readonly resolved: ResolvedModel;
  readonly cache: CacheStore | undefined;
  /** What was said of the documents. */
  readonly said: readonly string[];
  /** What was read, with `--watch`. */
  readonly versions: ReadVersions;
  /** An address of a document as it can be opened from the working directory. */
  display(source: string): string;
}

/**
 * Reads the paths that were typed for the model that was typed, and tells what a person should know of it; nothing of `said`, which was
 * told before.
 */
export async function openContext(
  command: CommandContext,
  {
    paths,
    expectedQuestions,
    earlierPack = 'follow',
    said = [],
  }: Pick<PrepareContextOptions, 'expectedQuestions' | 'earlierPack'> &
    Partial<Pick<OpenedContext, 'said'>> & { readonly paths: readonly string[] },
): Promise<OpenedContext> {
  const { values, terminal, abortSignal } = command;
  const strategy = readChoice(values, 'strategy', strategies) ?? 'auto';
  if (strategy === 'map-reduce')
    throw new UsageError('--strategy map-reduce answers one question: quire ask "question".');
  const store = openStore(values, paths);
  const { resolved, prices, cache, sources, display } = await openDocuments(
    command,
    store === undefined ? paths : undefined,
  );
  const { model, profile } = resolved;
  const weighed = readWeighDown(values);
  const versions = new Map<string, string>();
  const context =
    store === undefined
      ? await prepareContext({
          sources:
            values.watch === true ? sources.map((source) => recordVersions(source, versions)) : sources,
          model,
          profile,
          strategy,
          ...weighed,
          ...(expectedQuestions !== undefined && { expectedQuestions }),
          fit: readFit(values),
          ...(wantsVision(values) && { media: 'send' }),
          prices,
          cache,
          earlierPack: values.repack === true ? 'replace' : earlierPack,
          ...readTools(values, resolved),
          abortSignal,
          onProgress: showProgress(terminal),
        })
      : await prepareStoredContext({ store, model, profile, prices, ...weighed });
  const notices = noticesOf(context, { values, resolved });
  for (const notice of notices) if (!said.includes(notice)) terminal.notice(notice);
  const { update } = context.decision;
  if (update !== undefined && update.because !== 'unchanged') terminal.notice(update.reason);
  return { context, resolved, cache, said: notices, versions, display };
}

/** What a person should know of documents besides what has changed in them. */
function noticesOf(
  context: Context,
  { values, resolved }: Pick<OpenedContext, 'resolved'> & Pick<CommandContext, 'values'>,
): readonly string[] {
  const skipped = noticeSkipped(context.skipped);
  const isDiff = ({ source }: { readonly source: string }) => isOfGit(source, 'diff');
  const isDiffMissing = values.diff !== undefined && !context.coverage.documents.some(isDiff);
  return [
    ...(skipped === undefined ? [] : [skipped]),
    ...(isDiffMissing ? [context.skipped.some(isDiff) ? noDiffs : noChanges] : []),
    ...(context.strategy === 'retrieve' ? [context.decision.reason] : []),
    ...(values.tools === true && resolved.route === 'offline' ? [noTools] : []),
  ];
}

const noChanges = 'No changes were found in the folders that were named: the question goes without a diff.';
const noDiffs = 'No diff could be made of what has changed, so the question goes without one.';
const noTools = 'The offline model looks nothing up: --tools changes nothing.';

export const strategies = ['auto', 'pack', 'retrieve', 'map-reduce'] as const;

/** The model that was typed, its prices, the cache, and the paths as sources; none where there are no paths. */
export async function openDocuments(command: CommandContext, paths: readonly string[] | undefined) {
  const { values, terminal, abortSignal, env } = command;
  const prices = await readPrices(command);
  const resolved = await resolve(values, env);
  if (resolved.route === 'offline' && values.model === undefined) {
    terminal.notice('No AI_GATEWAY_API_KEY or ALIBABA_API_KEY is set: quoting from the files, offline.');
  }
  const cache = openCache({ values, env });
  const { sources, display } =
    paths === undefined
      ? { sources: [], display: (source: string) => source }
      : await openPaths(paths, { values, terminal, abortSignal, cache });
  return { resolved, prices, cache, sources, display };
}

async function resolve(values: Arguments['values'], env: CommandContext['env']): Promise<ResolvedModel> {
  const contextWindow = readWholeNumber(values, 'context-window');
  return resolveModel(typeof values.model === 'string' ? values.model : undefined, {
    env,
    ...(contextWindow !== undefined && { profile: { contextWindow } }),
  });
}
