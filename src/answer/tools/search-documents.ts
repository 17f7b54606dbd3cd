import { type Look, refuse, refuseUnknown, type Shelf } from './look.ts';
import { isGiven, readText, type ToolInput } from './tool-input.ts';

/** About what three long answers are written from; a look that brings little is cheap to repeat. */
const evidenceTokens = 4_000;

/** The passages that hold the words of a search. */
export async function searchDocuments(
  input: ToolInput,
  shelf: Shelf,
  abortSignal: AbortSignal | undefined,
): Promise<Look> {
  const query = readText(input, 'query')?.trim() ?? '';
  if (query === '') return refuse('bad-input', '"query" is a text of some words.');
  const within = readText(input, 'within');
  if (isGiven(input, 'within') && within === undefined) return refuse('bad-input', '"within" is a text.');
  const sources = within === undefined || within === '' ? undefined : sourcesWithin(within, shelf);
  if (sources?.length === 0) return refuseUnknown(within ?? '', shelf);
  const documents = await shelf.retriever.retrieve({
    ...{ query, evidenceTokens },
    ...(sources !== undefined && { sources }),
    ...(abortSignal !== undefined && { abortSignal }),
  });
  return { type: 'documents', documents, none: 'No passage has these words.' };
}

function sourcesWithin(within: string, { documents }: Shelf): string[] {
  if (documents.has(within)) return [within];
  const folder = within.replace(/\/?$/, '/');
  return [...documents.keys()].filter((source) => source.startsWith(folder));
}
