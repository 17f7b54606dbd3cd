import { type Look, quote, refuse, refuseUnknown, type Shelf } from './look.ts';
import { parseAddress, startOf } from './parse-address.ts';
import { lastPlace, sliceDocument } from './slice-document.ts';
import { isGiven, readPlace, readText, type ToolInput } from './tool-input.ts';

/** A document, or its lines, pages or cells from one to another. */
export async function readDocument(
  input: ToolInput,
  shelf: Shelf,
  abortSignal: AbortSignal | undefined,
): Promise<Look> {
  const id = readText(input, 'id');
  if (id === undefined) return refuse('bad-input', '"id" is the id of a document.');
  for (const name of ['start', 'end']) {
    if (isGiven(input, name) && readPlace(input, name) === undefined) {
      return refuse('bad-input', `"${name}" is a whole number from 1.`);
    }
  }
  const scope = abortSignal === undefined ? {} : { abortSignal };
  const find = async (source: string) => (await shelf.retriever.read?.({ source, ...scope })) ?? [];
  // A name may look like an id: the document that has it goes first.
  const named = await find(id);
  const address = named.length > 0 ? startOf(id) : parseAddress(id);
  const segments = named.length > 0 ? named : await find(address.source);
  if (segments.length === 0) return refuseUnknown(id, shelf);
  const given = readPlace(input, 'start');
  const start = given ?? address.place;
  const end = readPlace(input, 'end') ?? Number.POSITIVE_INFINITY;
  if (end < start) return refuse('bad-input', '"end" is not before "start".');
  const documents = sliceDocument(segments, { start, offset: given === undefined ? address.offset : 0, end });
  if (documents.length === 0 && segments.some(({ text }) => text !== '')) {
    return refuse('out-of-range', `${quote(address.source)} ends at ${lastPlace(segments)}.`);
  }
  return { type: 'documents', documents, none: 'The document is empty.' };
}
