import type { AnswerQuestionOptions } from '../index.ts';
import type { Arguments, CommandOption } from './command.ts';

/** The option of a command whose model may look into the documents itself. */
export const toolsOption = {
  tools: {
    type: 'boolean',
    summary: 'the model may look into the documents that were read: list, read, search again; a request each',
  },
} as const satisfies Record<string, CommandOption>;

export function readTools(values: Arguments['values']): Pick<AnswerQuestionOptions, 'tools'> {
  return values.tools === true ? { tools: 'read' } : {};
}
