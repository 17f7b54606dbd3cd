import { QuireError } from '../../errors.ts';
import type { AnswerQuestionOptions } from '../answer-options.ts';
import type { OpenShelf } from './look.ts';
import { availableTools, createReadTools, type ReadTools, type ReadToolsOptions } from './read-tools.ts';
import { describeTools, toolInstructions } from './tool-definitions.ts';

/** The tools of one answer, and what they add to its requests. */
export interface OpenedTools {
  readonly tools: ReadTools;
  /** Stands behind the instructions. */
  readonly instructions: string;
  /** All that stands in front of the documents because of the tools. */
  readonly front: string;
}

/** What one answer may take, unless the caller says otherwise. */
export const toolLimits = { maxSteps: 8, maxReadBytes: 120_000 };

/**
 * Opens the tools for one answer.
 *
 * @throws QuireError `bad-input` for a limit that is none
 */
export async function openTools(
  shelf: OpenShelf,
  {
    key,
    marker,
    documents,
    maxSteps = toolLimits.maxSteps,
    maxReadBytes = toolLimits.maxReadBytes,
    onProgress,
  }: Pick<AnswerQuestionOptions, 'maxSteps' | 'maxReadBytes' | 'onProgress'> &
    Pick<ReadToolsOptions, 'key' | 'marker' | 'documents'>,
): Promise<OpenedTools> {
  for (const [option, value] of Object.entries({ maxSteps, maxReadBytes })) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    const message = `\`${option}\` is a positive whole number, not ${value}.`;
    throw new QuireError('bad-input', { option, message });
  }
  const tools = await createReadTools({
    ...{ shelf, key, marker, documents, maxSteps },
    maxReadBytes: Math.min(maxReadBytes, shelf.roomBytes),
    onCall: ({ toolName, input, outcome }) =>
      onProgress?.({ type: 'tool', toolName, input, outcome: outcome.type }),
  });
  return { tools, instructions: `\n\n${toolInstructions}`, front: describeTools(availableTools(shelf)) };
}
