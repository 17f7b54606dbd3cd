import { readFile } from 'node:fs/promises';
import type { ZodType } from 'zod';
import { QuireError } from '../../index.ts';

/** A schema from a file, and the columns that its data have in a table. */
export interface TypedSchema {
  readonly schema: ZodType;
  /** The properties of an object; none for data of another form. */
  readonly columns: readonly string[];
}

/**
 * Reads a JSON schema that answers are to match and are checked against.
 *
 * @throws QuireError `unreadable` when it cannot be read or is no JSON schema
 */
export async function readSchema(file: string): Promise<TypedSchema> {
  const { z } = await import('zod');
  try {
    const json: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof json !== 'object' || json === null) throw new Error('it is no object');
    const properties = 'properties' in json ? json.properties : undefined;
    return {
      schema: z.fromJSONSchema(json as Parameters<typeof z.fromJSONSchema>[0]),
      columns: Object.keys(properties ?? {}),
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `"${file}" is no JSON schema that can be used: ${why}.`;
    throw new QuireError('unreadable', { source: file, message, cause });
  }
}
