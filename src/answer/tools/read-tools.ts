import type { ModelMessage, ToolSet } from 'ai';
import { messageOf } from '../../errors.ts';
import type { CacheMarker } from '../../model/model-profile.ts';
import type { ToolCall, ToolRefusal } from '../../result.ts';
import type { TextSegment } from '../../segment.ts';
import { breakDelimiterKey } from '../../text/delimiter-key.ts';
import { guardToolErrors } from './guard-tool-errors.ts';
import { listDocuments } from './list-documents.ts';
import { type Look, type Refusal, refuse, type Shelf } from './look.ts';
import { markNewestResult } from './mark-newest-result.ts';
import { readDocument } from './read-document.ts';
import { searchDocuments } from './search-documents.ts';
import { showLook } from './show-look.ts';
import { type ToolDefinition, toolDefinitions } from './tool-definitions.ts';
import type { ToolInput } from './tool-input.ts';

/** The tools of one answer, and what they were used for. */
export interface ReadTools {
  /** For the AI SDK. */
  readonly tools: ToolSet;
  /** How many requests the answer may take. */
  readonly maxSteps: number;
  /** Every look so far, and every one that was refused. */
  readonly calls: readonly ToolCall[];
  /** Whether something that was shown held the key of the tags. */
  readonly broken: boolean;
  /** The messages of the next request, counted from 1: guarded, and marked for the cache. To be called before each. */
  begin(step: number, messages: readonly ModelMessage[]): ModelMessage[];
  /** Records a call that no tool could be given: of a tool that does not exist, or with an input that is no JSON. */
  noteInvalid(call: Pick<ToolCall, 'toolName' | 'input'> & { readonly error: unknown }): void;
}

/** The tools for a shelf: one that can only be searched is not read. The same for each call over a context. */
export function availableTools({ retriever }: Shelf): readonly ToolDefinition[] {
  return toolDefinitions.filter(({ name }) => name !== 'read' || retriever.read !== undefined);
}

/** The same tools for a request in which nothing is to be looked up any more: they still stand in front of the cached prefix. */
export function closeTools(tools: ReadTools): ReadTools {
  return { ...tools, maxSteps: 1, begin: (_, messages) => tools.begin(tools.maxSteps, messages) };
}

/** So much of what may be shown in all goes into one look: the first is not to take it from the others. */
const looks = 4;

export interface ReadToolsOptions {
  readonly shelf: Shelf;
  /** The key of the document tags in this call. */
  readonly key: string;
  /** Set when the documents are marked for the provider's cache: then so is what is shown, since every further request sends it again. */
  readonly marker: CacheMarker | undefined;
  /** What can be cited: what is shown is added. */
  readonly documents: Pick<TextSegment[], 'push'>;
  readonly maxSteps: number;
  readonly maxReadBytes: number;
  readonly onCall: (call: ToolCall) => void;
}

/** Makes the tools that let a model look into the documents of a context. What is shown can be cited from then on. */
export async function createReadTools({
  shelf,
  key,
  marker,
  documents,
  maxSteps,
  maxReadBytes,
  onCall,
}: ReadToolsOptions): Promise<ReadTools> {
  const { jsonSchema, tool } = await import('ai');
  const definitions = availableTools(shelf);
  const calls: ToolCall[] = [];
  let step = 1;
  let left = maxReadBytes;
  let broken = false;

  const record = (call: Pick<ToolCall, 'toolName' | 'input' | 'outcome'>) => {
    const recorded = { ...call, step };
    calls.push(recorded);
    onCall(recorded);
  };
  const answerRefusal = (outcome: Refusal, call: Pick<ToolCall, 'toolName' | 'input'>) => {
    record({ ...call, outcome });
    // What a database says of its failure is not for a provider: it may name hosts and accounts.
    const why = outcome.reason === 'failed' ? 'This failed. Try another tool, or answer.' : outcome.message;
    const text = breakDelimiterKey(`Refused: ${why}\n`, key);
    left -= Buffer.byteLength(text);
    return text;
  };

  const run = async (
    toolName: ToolDefinition['name'],
    input: ToolInput,
    abortSignal: AbortSignal | undefined,
  ): Promise<string> => {
    const call = { toolName, input };
    if (step >= maxSteps) return answerRefusal(refuse('over-limit', noStepLeft), call);
    const look =
      left <= 0 ? refuse('over-limit', noByteLeft) : await lookUp(toolName, input, { shelf, abortSignal });
    if (look.type === 'refused') return answerRefusal(look, call);
    const mostBytes = Math.max(0, Math.min(left, Math.ceil(maxReadBytes / looks)));
    const shown = showLook(look, { key, mostBytes });
    const bytes = Buffer.byteLength(shown.text);
    left -= bytes;
    broken ||= shown.broken;
    documents.push(...shown.documents);
    record({
      ...call,
      outcome: {
        type: 'shown',
        documents: shown.documents.map(({ source, location }) => ({ source, location })),
        bytes,
        isCut: shown.isCut,
      },
    });
    return shown.text;
  };
  const sayWhenLast = (result: string) =>
    step === maxSteps - 1
      ? `${result}(No further look is possible: answer now, from what was shown.)\n`
      : result;

  return {
    tools: Object.fromEntries(
      definitions.map(({ name, description, inputSchema }) => [
        name,
        tool({
          description,
          // Not checked here: a tool says in words what is wrong, and it is recorded.
          inputSchema: jsonSchema<ToolInput>(inputSchema),
          execute: async (input, { abortSignal }) => sayWhenLast(await run(name, input, abortSignal)),
        }),
      ]),
    ),
    maxSteps,
    calls,
    get broken() {
      return broken;
    },
    begin(number, messages) {
      step = number;
      const guarded = guardToolErrors(messages, key);
      return marker === undefined ? guarded : markNewestResult(guarded, marker);
    },
    noteInvalid({ toolName, input, error }) {
      const isKnown = definitions.some(({ name }) => name === toolName);
      const reason: ToolRefusal = isKnown ? 'bad-input' : 'unknown-tool';
      record({ toolName, input, outcome: refuse(reason, messageOf(error).slice(0, 500)) });
    },
  };
}

const noStepLeft = 'No further look is possible. Answer from what was shown.';
const noByteLeft = 'As much has been shown as may be. Answer from that.';

async function lookUp(
  toolName: ToolDefinition['name'],
  input: ToolInput,
  { shelf, abortSignal }: { readonly shelf: Shelf; readonly abortSignal: AbortSignal | undefined },
): Promise<Look> {
  try {
    switch (toolName) {
      case 'list':
        return listDocuments(input, shelf);
      case 'read':
        return await readDocument(input, shelf, abortSignal);
      case 'search':
        return await searchDocuments(input, shelf, abortSignal);
    }
  } catch (error) {
    // A database that is away costs a look and not the answer.
    if (abortSignal?.aborted) throw error;
    return refuse('failed', messageOf(error));
  }
}
