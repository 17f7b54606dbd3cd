import {
  type AnswerQuestionOptions,
  answerQuestions,
  estimateCost,
  formatCost,
  type QuestionInput,
  type QuestionResult,
  QuireError,
} from '../../index.ts';
import { checkAnswerFile, formOf, openAnswerFile } from '../batch/answer-file.ts';
import { formatBatch, needsALook } from '../batch/batch-table.ts';
import { formatLine } from '../batch/format-result.ts';
import { readQuestions } from '../batch/read-questions.ts';
import { readSchema, type TypedSchema } from '../batch/read-schema.ts';
import { sumCosts } from '../batch/sum-costs.ts';
import { type Command, type CommandContext, readDollars, readWholeNumber, UsageError } from '../command.ts';
import { obtainConsent } from '../consent.ts';
import { contextOptions, type OpenedContext, openContext } from '../open-context.ts';
import { ledgerOption, openLedger } from '../open-ledger.ts';
import { showProgress } from '../show-progress.ts';
import { readTools, toolsOption } from '../tools-option.ts';

export const batch: Command = {
  name: 'batch',
  usage: 'questions.(txt|jsonl|csv) [path…] [--out answers.(jsonl|csv)] [--schema FILE] [--max-cost USD]',
  summary: 'Answer many questions from files. Broken off, it goes on where it was when run again.',
  options: {
    ...contextOptions,
    out: {
      type: 'string',
      value: 'FILE',
      summary: 'where the answers go: .jsonl, or .csv for a table; stdout without it',
    },
    schema: { type: 'string', value: 'FILE', summary: 'a JSON schema: typed answers, in columns of a .csv' },
    ...toolsOption,
    concurrency: { type: 'string', value: 'N', summary: 'how many questions are asked at once (4)' },
    'max-cost': { type: 'string', value: 'USD', summary: 'what all questions together may cost at most' },
    yes: { type: 'boolean', short: 'y', summary: 'do not ask before expensive questions' },
    fresh: { type: 'boolean', summary: 'ask again what was answered in an earlier run' },
    strict: { type: 'boolean', summary: 'exit 1 when one is not found, incomplete or unverified' },
    ...ledgerOption,
  },
  async run(command) {
    const { values, terminal, abortSignal } = command;
    const [file, ...paths] = command.positionals;
    if (file === undefined) throw new UsageError('Which file are the questions in?');
    const maxCostUsd = readDollars(values, 'max-cost');
    const concurrency = readWholeNumber(values, 'concurrency');
    const questions = await readQuestions(file, abortSignal);
    const schema = typeof values.schema === 'string' ? await readSchema(values.schema) : undefined;
    const out = typeof values.out === 'string' ? values.out : undefined;
    const form = formOf(out, schema?.columns);
    const words = questions.map(({ question }) => question);
    if (out !== undefined) await checkAnswerFile(out, form, new Set(words));

    const opened = await openContext(command, {
      paths,
      expectedQuestions: questions.length,
      // The journal knows a question by the bytes of its prompt: they are those of the documents, whatever was asked before.
      earlierPack: 'ignore',
    });
    const { context, resolved } = opened;
    const agreed = values.yes === true;
    if (
      !(await obtainConsent({
        context,
        questions: words,
        resolved,
        maxCostUsd,
        agreed,
        terminal,
        abortSignal,
        ...readTools(values, resolved),
      }))
    ) {
      terminal.notice('Nothing was sent.');
      return 1;
    }
    const answerFile = out === undefined ? undefined : await openAnswerFile(out, form, opened.display);
    const results: QuestionResult[] = [];
    try {
      const asked = ask(command, opened, { questions, schema, maxCostUsd, concurrency });
      for await (const result of asked) {
        results.push(result);
        if (answerFile === undefined) await terminal.verbatim(formatLine(result));
        else await answerFile.write(result);
        const total = questions.length;
        terminal.progress(describeProgress(results, { total, opened, ...readTools(values, resolved) }));
      }
    } catch (error) {
      throw QuireError.isInstance(error, 'aborted') ? describeInterruption(error, opened) : error;
    } finally {
      await answerFile?.close();
      terminal.notice(formatBatch(results, { total: questions.length, columns: terminal.columns }));
      if (out !== undefined) terminal.notice(`Answers: ${out}`);
    }
    const failed = results.find(({ status }) => status !== 'answered');
    if (failed !== undefined && failed.status !== 'answered')
      terminal.notice(`quire: ${failed.error.message}`);
    return failed !== undefined || (values.strict === true && results.some(needsALook)) ? 1 : 0;
  },
};

function ask(
  { values, env, terminal, abortSignal }: CommandContext,
  { context, resolved, cache }: OpenedContext,
  {
    questions,
    schema,
    maxCostUsd,
    concurrency,
  }: {
    readonly questions: readonly QuestionInput[];
    readonly schema: TypedSchema | undefined;
    readonly maxCostUsd: number | undefined;
    readonly concurrency: number | undefined;
  },
) {
  const onProgress = showProgress(terminal);
  return answerQuestions({
    context,
    questions,
    abortSignal,
    ...readTools(values, resolved),
    store: cache,
    // What costs nothing is neither kept nor written down.
    ...(resolved.route !== 'offline' && {
      ...(values.fresh !== true && { journal: cache }),
      ledger: openLedger({ values, env }),
    }),
    ...(schema !== undefined && { schema: schema.schema }),
    ...(maxCostUsd !== undefined && { maxCostUsd }),
    ...(concurrency !== undefined && { concurrency }),
    // The requests of several questions at once say nothing to a person.
    onProgress: (event) => event.type !== 'request' && event.type !== 'questions' && onProgress(event),
  });
}

function describeProgress(
  results: readonly QuestionResult[],
  {
    total,
    tools,
    opened: { context, resolved },
  }: { readonly total: number; readonly opened: OpenedContext } & Pick<AnswerQuestionOptions, 'tools'>,
): string {
  const done = `${results.length} of ${total} questions`;
  const spent = sumCosts(results);
  const { next } = estimateCost({ context });
  if (resolved.route === 'offline' || spent === undefined || next === undefined) return done;
  // How often a model will look is not known.
  if (tools === 'read') return `${done}, ${formatCost(spent)} so far`;
  const left = total - results.length;
  const inAll = { ...spent, min: spent.min + left * next.min, max: spent.max + left * next.max };
  return `${done}, ${formatCost(spent)} so far, about ${formatCost(inAll)} in all`;
}

function describeInterruption(error: QuireError<'aborted'>, { cache }: OpenedContext): QuireError {
  const kept = cache === undefined ? '' : ' What was answered is kept: run it again to go on.';
  return new QuireError('aborted', {
    ...error.facts,
    message: `Interrupted; the provider may bill what was under way.${kept}`,
    cause: error,
  });
}
