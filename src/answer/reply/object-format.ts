import type { FlexibleSchema } from 'ai';
import type { Citation } from '../../result.ts';
import { notFoundMark } from '../../text/citation-marks.ts';
import { type CitableDocument, findCitation } from '../citations/find-citation.ts';

/** The form that an answer is to have, ready to be told and checked. */
export interface ObjectFormat {
  /** What the model is told behind the question: in front of the documents it would change the cached prefix. */
  readonly tail: string;
  /** Reads a whole reply; an error says what is wrong with it. */
  parse(raw: string): Promise<ParsedObject | Error>;
  /** What an unfinished reply holds so far; `undefined` before the data begins. */
  parsePartial(raw: string): Promise<unknown>;
}

export interface ParsedObject {
  /** As the schema gives it back; `undefined` when the documents do not say. */
  readonly object: unknown;
  readonly citations: readonly Citation[];
}

/**
 * Any schema of the AI SDK as a form for answers. The provider's own JSON mode is not used: for `qwen3.5-flash` the SDK writes the
 * schema into the system message, in front of the documents, and each schema would pay for the prefix again (measured 2026-11-23).
 */
export async function createObjectFormat(
  given: FlexibleSchema<unknown>,
  documents: readonly CitableDocument[],
): Promise<ObjectFormat> {
  const { asSchema, parsePartialJson } = await import('ai');
  const schema = asSchema(given);
  return {
    tail: describeFormat(await schema.jsonSchema),
    async parse(raw) {
      try {
        const reply: unknown = JSON.parse(/\{.*\}/s.exec(raw)?.[0] ?? raw);
        const data = read(reply, 'data');
        const citations = read(reply, 'citations');
        if (data === undefined) return new Error('The reply has no "data"');
        const found = (Array.isArray(citations) ? citations : []).map((entry, index) =>
          toCitation(entry, index + 1, documents),
        );
        if (data === null) return { object: undefined, citations: found };
        const checked = await schema.validate?.(data);
        if (checked?.success === false) return checked.error;
        return { object: checked === undefined ? data : checked.value, citations: found };
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
      }
    },
    async parsePartial(raw) {
      const start = raw.indexOf('{');
      if (start === -1) return undefined;
      const { value } = await parsePartialJson(raw.slice(start));
      return read(value, 'data') ?? undefined;
    },
  };
}

/** Asks for a reply that matches, after one that did not. */
export function describeMismatch(error: Error): string {
  return `Your reply does not match: ${error.message.slice(0, 2_000)}\nReply again with the whole JSON object, corrected, and nothing else.`;
}

function describeFormat(jsonSchema: unknown): string {
  return `Reply with one JSON object and nothing else, in this form: {"data": DATA, "citations": [{"path": PATH, "id": ID, "quote": QUOTE}]}
DATA matches this JSON schema: ${JSON.stringify(jsonSchema)}
For every value in DATA that rests on a document, "citations" has an entry: PATH is the value's JSON Pointer within DATA (such as "/items/0/name"), ID and QUOTE are those of a citation as described above, here as JSON strings. Write no <cite> and no ${notFoundMark} marks.
When the documents do not hold the answer, reply {"data": null, "citations": []}.`;
}

function toCitation(entry: unknown, mark: number, documents: readonly CitableDocument[]): Citation {
  const path = read(entry, 'path');
  const found = findCitation({ id: text(read(entry, 'id')), quote: text(read(entry, 'quote')) }, documents);
  return { mark, ...(typeof path === 'string' && { path }), ...found };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function read(value: unknown, property: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, property)
    ? Reflect.get(value, property)
    : undefined;
}
