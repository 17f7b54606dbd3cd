import { z } from 'zod';

const afterCharacters = z.number().int().nonnegative().default(20);

/** The form of a fault as JSON, for `POST /__fail`. */
export const faultSchema = z.discriminatedUnion('type', [
  /** An error status. Without a `body` it is what the provider says with that status, in the protocol of the call. */
  z.object({
    type: z.literal('error'),
    status: z.number().int(),
    body: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  /** A page of a proxy, with status 200. */
  z.object({ type: z.literal('html') }),
  /** Somebody in between sends the client, and with it the documents, elsewhere. */
  z.object({ type: z.literal('redirect'), location: z.string() }),
  /** The connection goes when the request has been read, before anything is answered. */
  z.object({ type: z.literal('drop') }),
  /** In the middle of a stream comes an event that is no JSON; the rest follows as if nothing were. Whole, the body is cut. */
  z.object({ type: z.literal('malformed'), afterCharacters }),
  /** In the middle of a stream the provider says that it failed, and ends. Whole, it is a 500. */
  z.object({ type: z.literal('stream-error'), afterCharacters }),
  /** Ends in the middle as if all were well: no finish event, no usage. */
  z.object({ type: z.literal('truncate'), afterCharacters }),
  /** Nothing more comes, until the client goes away. */
  z.object({ type: z.literal('hang'), when: z.enum(['before-headers', 'mid-stream']), afterCharacters }),
  /** The socket is reset in the middle. */
  z.object({ type: z.literal('reset'), afterCharacters }),
  /** Usage is not told, or is nonsense. The invoice stays right. */
  z.object({ type: z.literal('usage'), report: z.enum(['missing', 'garbage']) }),
  z.object({ type: z.literal('finish'), reason: z.enum(['length', 'content-filter']) }),
  /** An answer of no text that says that it stopped normally. */
  z.object({ type: z.literal('empty') }),
  /** A pause before each piece of the text. */
  z.object({ type: z.literal('slow'), chunkDelayMs: z.number() }),
]);

/** Something that goes wrong with one response. `afterCharacters` counts text when streamed, else the JSON body; 20 unless told. */
export type Fault = z.input<typeof faultSchema>;

/** A fault with its defaults filled in. */
export type SetFault = z.output<typeof faultSchema>;
