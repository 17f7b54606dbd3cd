import type { AnswerQuestionOptions, ResolvedModel } from '../index.ts';
import type { Arguments, CommandOption } from './command.ts';

/** The option of a command whose model may look into the documents itself. */
export const toolsOption = {
  tools: {
    type: 'boolean',
    summary: 'the model may look into the documents that were read: list, read, search again; a request each',
  },
} as const satisfies Record<string, CommandOption>;

/** The offline model calls no tools. */
export function readTools(
  values: Arguments['values'],
  { route }: Pick<ResolvedModel, 'route'>,
): Pick<AnswerQuestionOptions, 'tools'> {
  return values.tools === true && route !== 'offline' ? { tools: 'read' } : {};
}
