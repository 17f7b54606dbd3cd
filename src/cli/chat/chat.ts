import { existsSync } from 'node:fs';
import { type Answer, type Attempt, createBudget, formatCost, keepWarm, QuireError } from '../../index.ts';
import { type CommandContext, type ExitCode, readDollars, UsageError } from '../command.ts';
import { obtainConsent } from '../consent.ts';
import { type OpenedContext, openContext } from '../open-context.ts';
import { openLedger } from '../open-ledger.ts';
import { printSources, reportAnswer, showAnswer } from '../show-answer.ts';
import { printable } from '../terminal.ts';
import { readTools } from '../tools-option.ts';
import { followFolder } from './follow-folder.ts';
import { openCitation } from './open-citation.ts';
import { openPrompt } from './prompt.ts';

/**
 * A conversation over one context: each question is asked behind those before it, over the same bytes of documents; with `--watch`
 * over the documents as they are then. Ctrl-C stops an answer and not the conversation; what fails is told, and it goes on.
 */
export async function chat(command: CommandContext): Promise<ExitCode> {
  const { values, terminal, abortSignal } = command;
  if (values.json === true) throw new UsageError('A conversation is for reading: leave --json out.');
  const { first, paths } = readFirst(command.positionals);
  const maxCostUsd = readDollars(values, 'max-cost');
  let opened = await openContext(command, { paths });
  const { context, resolved } = opened;
  const questions = [first ?? ''];
  const agreed = values.yes === true;
  const consent = {
    context,
    questions,
    evidence: 'conversation',
    resolved,
    maxCostUsd,
    agreed,
    terminal,
    abortSignal,
  } as const;
  if (!(await obtainConsent({ ...consent, ...readTools(values, resolved) }))) {
    terminal.notice('Nothing was sent.');
    return 1;
  }
  // One limit for the whole conversation.
  const budget = maxCostUsd === undefined ? undefined : createBudget({ maxCostUsd });
  const prompt = openPrompt(abortSignal);
  const answers: Answer[] = [];
  const broken: Attempt[] = [];
  let warming = new AbortController();
  if (values['keep-warm'] === true && !context.decision.cache.marked)
    terminal.notice('--keep-warm changes nothing here: only documents that are packed and cached are kept.');
  if (terminal.isInteractive) terminal.notice('Ask on; /cost, /sources, /open N and /exit work too.');
  try {
    for (let line = first ?? (await prompt.read()); line !== undefined; line = await prompt.read()) {
      const typed = line.trim();
      if (typed === '/exit' || typed === '/quit') break;
      if (typed === '') continue;
      if (typed.startsWith('/')) {
        await prompt.suspended(() => runInput(typed, { command, opened, answers, broken }));
        continue;
      }
      warming.abort();
      if (values.watch === true && answers.length > 0)
        opened = await followFolder(command, { opened, paths });
      const answer = await prompt.interruptible((signal) =>
        ask(command, opened, { question: typed, answers, broken, budget, abortSignal: signal }),
      );
      if (answer !== undefined) answers.push(answer);
      warming = new AbortController();
      if (values['keep-warm'] === true)
        keepAlive(command, opened, { answers, budget, abortSignal: warming.signal });
    }
  } finally {
    warming.abort();
    prompt.close();
  }
  if (answers.length + broken.length > 0 && resolved.route !== 'offline')
    terminal.notice(describeTotal(answers, broken));
  return abortSignal.aborted ? 130 : 0;
}

/** With a question in front it is asked at once; whatever exists, or is one word, is a path. */
function readFirst([first, ...rest]: readonly string[]): {
  first: string | undefined;
  paths: readonly string[];
} {
  if (first === undefined) return { first, paths: [] };
  return /\s/.test(first) && !existsSync(first)
    ? { first, paths: rest }
    : { first: undefined, paths: [first, ...rest] };
}

async function ask(
  command: CommandContext,
  opened: OpenedContext,
  {
    question,
    answers,
    broken,
    budget,
    abortSignal,
  }: {
    readonly question: string;
    readonly answers: readonly Answer[];
    /** The requests of a question that fails are added here. */
    readonly broken: Attempt[];
    readonly budget: ReturnType<typeof createBudget> | undefined;
    readonly abortSignal: AbortSignal;
  },
): Promise<Answer | undefined> {
  const { terminal } = command;
  try {
    const history = answers.at(-1)?.messages ?? [];
    const asked = { question, history, evidence: 'conversation', budget, abortSignal } as const;
    const answer = await showAnswer(command, opened, asked);
    await printSources(answer, opened.display, terminal);
    reportAnswer(answer, opened, terminal);
    const warmUntil = describeWarmth(answer, opened);
    if (warmUntil !== undefined) terminal.notice(warmUntil);
    return answer;
  } catch (error) {
    if (!QuireError.isInstance(error)) throw error;
    terminal.notice(`quire: ${printable(error.message)}`);
    if ('attempts' in error.facts && Array.isArray(error.facts.attempts))
      broken.push(...error.facts.attempts);
    return undefined;
  }
}

/** Until when the next question reads what this one wrote or read. */
function describeWarmth({ attempts }: Answer, { context }: OpenedContext): string | undefined {
  const { cache } = context.profile;
  const tokens = attempts.at(-1)?.tokens;
  if (cache.type !== 'explicit' || tokens === undefined || tokens.cacheRead + tokens.cacheWrite === 0)
    return undefined;
  const until = new Date(Date.now() + cache.ttlSeconds * 1000);
  return `Cache warm until ${until.toLocaleTimeString('en-GB')}.`;
}

/** Reads the conversation before its cache expires, while the person thinks. What it cost is said when it ends. */
function keepAlive(
  { terminal, values, env }: CommandContext,
  { context, resolved, cache: store }: OpenedContext,
  {
    answers,
    budget,
    abortSignal,
  }: {
    readonly answers: readonly Answer[];
    readonly budget: ReturnType<typeof createBudget> | undefined;
    readonly abortSignal: AbortSignal;
  },
): void {
  const history = answers.at(-1)?.messages ?? [];
  const ledger = openLedger({ values, env });
  void keepWarm({
    context,
    history,
    budget,
    store,
    ledger,
    abortSignal,
    ...readTools(values, resolved),
  }).then(({ attempts, cost }) => {
    if (attempts.length > 0)
      terminal.notice(`Kept the cache warm ${attempts.length} times for ${formatCost(cost)}.`);
  });
}

async function runInput(
  typed: string,
  {
    command: { terminal, env },
    opened,
    answers,
    broken,
  }: {
    readonly command: CommandContext;
    readonly opened: OpenedContext;
    readonly answers: readonly Answer[];
    readonly broken: readonly Attempt[];
  },
): Promise<void> {
  const [name, argument] = typed.split(/\s+/);
  const last = answers.at(-1);
  if (name === '/cost') return terminal.notice(describeTotal(answers, broken));
  if (name === '/sources') {
    if (last === undefined || last.citations.length === 0)
      return terminal.notice('Nothing has been cited yet.');
    return printSources(last, opened.display, terminal);
  }
  if (name === '/open') {
    const citation = last?.citations.find(({ mark }) => String(mark) === argument);
    if (citation === undefined) return terminal.notice('Which one? /open N takes the number of a source.');
    return terminal.notice(
      await openCitation(citation, {
        ...{ display: opened.display, volatile: opened.context.volatile, env, terminal },
      }),
    );
  }
  terminal.notice(
    '/cost what it cost, /sources what the last answer rests on, /open N opens one of them, /exit',
  );
}

function describeTotal(answers: readonly Answer[], broken: readonly Attempt[]): string {
  let [min, max] = [0, 0];
  for (const { cost } of answers) {
    if (cost === undefined) return 'Cost of the conversation: unknown';
    min += cost.min;
    max += cost.max;
  }
  const questions = `${answers.length} question${answers.length === 1 ? '' : 's'}`;
  const more = broken.reduce((sum, { cost, atMost }) => sum + (cost?.max ?? atMost?.max ?? 0), 0);
  const lost =
    more === 0
      ? ''
      : `, and up to ${formatCost({ currency: 'USD', min: more, max: more })} for what broke off`;
  return `Cost of the conversation: ${formatCost({ currency: 'USD', min, max })} for ${questions}${lost}`;
}
