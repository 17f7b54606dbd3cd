import { existsSync } from 'node:fs';
import { type Answer, formatCost } from '../../index.ts';
import { askEverything } from '../ask-everything.ts';
import { chat } from '../chat/chat.ts';
import { type Command, type ExitCode, jsonOption, readDollars, UsageError } from '../command.ts';
import { obtainConsent } from '../consent.ts';
import { formatJson } from '../json.ts';
import { contextOptions, openContext } from '../open-context.ts';
import { ledgerOption } from '../open-ledger.ts';
import { printSources, reportAnswer, showAnswer } from '../show-answer.ts';
import { readTools, toolsOption } from '../tools-option.ts';

export const ask: Command = {
  name: 'ask',
  usage:
    '"question" [path…] [--chat] [--watch] [--tools] [--diff [REV]] [--attach FILE] [--model NAME] [--max-cost USD] [--json]',
  summary: 'Answer a question from files, with citations.',
  options: {
    ...contextOptions,
    once: { type: 'boolean', summary: 'no further questions will follow: skip the cache, 25 % cheaper' },
    repack: {
      type: 'boolean',
      summary: 'pack all anew, where what has changed could be appended to what is cached',
    },
    chat: { type: 'boolean', summary: 'ask on in a conversation; /exit or Ctrl-D ends it' },
    watch: {
      type: 'boolean',
      summary: 'a conversation that follows the files: each question is asked over them as they are then',
    },
    'keep-warm': {
      type: 'boolean',
      summary:
        'in a conversation: keep the cache alive while you think, as long as that is cheaper than writing it again',
    },
    ...toolsOption,
    'max-cost': { type: 'string', value: 'USD', summary: 'refuse when the question may cost more' },
    yes: { type: 'boolean', short: 'y', summary: 'do not ask before an expensive question' },
    strict: { type: 'boolean', summary: 'exit 1 when not found, incomplete or unverified' },
    ...ledgerOption,
    ...jsonOption,
  },
  async run(command) {
    const { values, terminal, abortSignal } = command;
    if (values.chat === true || values.watch === true) return chat(command);
    if (values['keep-warm'] === true) throw new UsageError('--keep-warm is for a conversation: add --chat.');
    const { question, paths } = readQuestion(command.positionals);
    const maxCostUsd = readDollars(values, 'max-cost');
    if (values.strategy === 'map-reduce' && values.tools === true)
      throw new UsageError('--strategy map-reduce reads everything: leave --tools out.');
    if (values.strategy === 'map-reduce') return askEverything(command, { question, paths, maxCostUsd });
    const opened = await openContext(command, {
      paths,
      ...(values.once === true && { expectedQuestions: 1 }),
    });
    const { context, resolved } = opened;
    const everything = context.decision.choices.find(({ strategy }) => strategy === 'map-reduce');
    if (everything !== undefined && resolved.route !== 'offline')
      terminal.notice(`To read all of it: --strategy map-reduce, about ${formatCost(everything.first)}.`);
    const agreed = await obtainConsent({
      context,
      questions: [question],
      resolved,
      maxCostUsd,
      agreed: values.yes === true,
      terminal,
      abortSignal,
      ...readTools(values, resolved),
    });
    if (!agreed) {
      terminal.notice('Nothing was sent.');
      return 1;
    }
    const limit = maxCostUsd === undefined ? {} : { maxCostUsd };
    const answer = await showAnswer(command, opened, { question, ...limit, abortSignal });
    if (values.json === true) await terminal.data(formatJson(answer));
    else await printSources(answer, opened.display, terminal);
    reportAnswer(answer, opened, terminal);
    return values.strict === true ? strictExit(answer) : 0;
  },
};

function readQuestion(positionals: readonly string[]): { question: string; paths: readonly string[] } {
  const [question, ...paths] = positionals;
  if (question === undefined || question.trim() === '') {
    throw new UsageError('What is the question? Write it first, in quotation marks.');
  }
  if (existsSync(question) && !/\s/.test(question)) {
    throw new UsageError(
      `"${question}" is a path. The question comes first, in quotation marks, then the paths.`,
    );
  }
  return { question, paths };
}

function strictExit({ notFound, complete, citations }: Answer): ExitCode {
  return notFound || !complete || citations.some(({ verified }) => !verified) ? 1 : 0;
}
