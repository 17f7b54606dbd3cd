import { readFile, writeFile } from 'node:fs/promises';
import {
  arrivalNames,
  type CompareStrategiesOptions,
  type Comparison,
  compareStrategies,
  formatComparison,
  parseQuestions,
  QuireError,
  repriceComparison,
  resolveModel,
  strategyNames,
} from '../../index.ts';
import {
  type Arguments,
  type Command,
  type CommandContext,
  jsonOption,
  modelOptions,
  pricesOption,
  readChoice,
  readDollars,
  readWholeNumber,
  UsageError,
} from '../command.ts';
import { cacheOptions, openCache } from '../open-cache.ts';
import { loadingOptions, openPaths } from '../open-paths.ts';
import { planningModel } from '../planning-model.ts';
import { readPrices } from '../read-prices.ts';
import { showProgress } from '../show-progress.ts';

export const compare: Command = {
  name: 'compare',
  usage:
    '[path…] [--questions FILE] [--dry | --imitate | --live --max-usd USD] [--grid] [--html FILE] [--reprice REPORT] [--json]',
  summary: 'Compare what each way of answering would cost: whole, cached, retrieved, in shards, in one call.',
  options: {
    questions: {
      type: 'string',
      value: 'FILE',
      summary: 'questions to go by: JSON with evidence and accepted answers, or one a line',
    },
    dry: { type: 'boolean', summary: 'in closed form, in seconds; so it is unless told' },
    imitate: { type: 'boolean', summary: "quire's own requests, over a simulated cache on a virtual clock" },
    live: { type: 'boolean', summary: 'ask the model itself; needs a key and --max-usd' },
    'max-usd': { type: 'string', value: 'USD', summary: 'with --live: send nothing that could cross it' },
    strategies: { type: 'string', value: 'A,B', summary: strategyNames.join(', ') },
    counts: { type: 'string', value: 'N,M', summary: 'how many questions; 1,2,10,50 unless told' },
    arrivals: { type: 'string', value: 'A,B', summary: arrivalNames.join(', ') },
    grid: { type: 'boolean', summary: 'every strategy, arrival and count up to 200' },
    grader: { type: 'string', value: 'HOW', summary: 'contains, exact, numeric or citation' },
    judge: {
      type: 'string',
      value: 'MODEL',
      summary: 'with --live: a model that says which answers are right; billed apart, within --max-usd',
    },
    'output-tokens': {
      type: 'string',
      value: 'N',
      summary: 'what an answer is taken to be; 500 unless told',
    },
    seed: { type: 'string', value: 'N', summary: 'the same seed gives the same report' },
    html: { type: 'string', value: 'FILE', summary: 'write the report as one HTML page too' },
    reprice: {
      type: 'string',
      value: 'REPORT',
      summary: 'price a report of --json anew, by --prices; nothing is read or asked',
    },
    ...modelOptions,
    ...pricesOption,
    ...loadingOptions,
    ...cacheOptions,
    ...jsonOption,
  },
  async run(command) {
    const { values, terminal } = command;
    const comparison =
      typeof values.reprice === 'string'
        ? repriceComparison(await readReport(values.reprice), (await readPrices(command)) ?? missingPrices())
        : await compareStrategies(await readOptions(command));
    if (typeof values.html === 'string') {
      await writeFile(values.html, formatComparison(comparison, 'html'));
      terminal.notice(`The report stands in ${values.html}.`);
    }
    await terminal.verbatim(formatComparison(comparison, values.json === true ? 'json' : 'markdown'));
    return 0;
  },
};

async function readOptions(command: CommandContext): Promise<CompareStrategiesOptions> {
  const { values, positionals, terminal, abortSignal, env } = command;
  const mode = readMode(values);
  const maxCostUsd = readDollars(values, 'max-usd');
  if (mode === 'live' && maxCostUsd === undefined) throw new UsageError('--live needs --max-usd USD.');
  const questions = typeof values.questions === 'string' ? await readQuestions(values.questions) : undefined;
  const grid = values.grid === true;
  const cache = openCache({ values, env });
  const { sources } = await openPaths(positionals, { values, terminal, abortSignal, cache });
  return {
    sources,
    ...(mode === 'live' ? await liveModel(command) : planningModel(values)),
    prices: await readPrices(command),
    questions,
    mode,
    maxCostUsd,
    strategies: readNames(values, 'strategies', strategyNames) ?? (grid ? strategyNames : undefined),
    counts: readCounts(values) ?? (grid ? [1, 2, 3, 5, 10, 20, 50, 200] : undefined),
    arrivals: readNames(values, 'arrivals', arrivalNames) ?? (grid ? arrivalNames : undefined),
    outputTokens: readWholeNumber(values, 'output-tokens'),
    grader: readChoice(values, 'grader', ['contains', 'exact', 'numeric', 'citation']),
    judgeModel: await readJudge(command, mode),
    seed: readWholeNumber(values, 'seed'),
    cache,
    abortSignal,
    onProgress: showProgress(terminal),
  };
}

function readMode(values: Arguments['values']): 'dry' | 'imitate' | 'live' {
  const [mode = 'dry', second] = (['dry', 'imitate', 'live'] as const).filter(
    (each) => values[each] === true,
  );
  if (second !== undefined) throw new UsageError(`--${mode} or --${second}, not both.`);
  return mode;
}

async function liveModel({ values, env, terminal }: CommandContext) {
  const resolved = await resolveModel(typeof values.model === 'string' ? values.model : undefined, { env });
  terminal.notice(`The documents and the questions go to ${resolved.name}.`);
  return { model: resolved.model, profile: resolved.profile };
}

async function readJudge({ values, env, terminal }: CommandContext, mode: string) {
  if (typeof values.judge !== 'string') return undefined;
  if (mode !== 'live') throw new UsageError('--judge goes with --live.');
  const { model, name } = await resolveModel(values.judge, { env });
  terminal.notice(`The questions and the answers go to ${name} to be judged.`);
  return model;
}

async function readQuestions(path: string) {
  return parseQuestions(await readText(path));
}

async function readReport(path: string): Promise<Comparison> {
  const report: unknown = JSON.parse(await readText(path));
  if (isComparison(report)) return report;
  throw new QuireError('unreadable', {
    source: path,
    message: `"${path}" is no report of quire compare --json.`,
  });
}

function isComparison(report: unknown): report is Comparison {
  return typeof report === 'object' && report !== null && 'cells' in report && 'workload' in report;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new QuireError('path-not-found', { path, message: `"${path}" cannot be read.`, cause });
  }
}

function missingPrices(): never {
  throw new UsageError('--reprice needs --prices FILE: the cards to go by.');
}

function readNames<Name extends string>(
  values: Arguments['values'],
  option: string,
  names: readonly Name[],
): readonly Name[] | undefined {
  const typed = values[option];
  if (typeof typed !== 'string') return undefined;
  return typed.split(',').map((each) => {
    const name = names.find((candidate) => candidate === each.trim());
    if (name === undefined) throw new UsageError(`--${option} takes ${names.join(', ')}, not "${each}".`);
    return name;
  });
}

function readCounts(values: Arguments['values']): readonly number[] | undefined {
  const { counts } = values;
  if (typeof counts !== 'string') return undefined;
  return counts.split(',').map((each) => readWholeNumber({ counts: each.trim() }, 'counts') ?? 1);
}
