import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { WireProtocol } from './wire-protocol.ts';

/** A call to a model as it arrived. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: string;
  /** The parsed body; `undefined` when it is not JSON. */
  readonly body: unknown;
  readonly bytes: number;
  readonly route: 'gateway' | 'alibaba';
  /** As the client named it. */
  readonly model: string | undefined;
  readonly streamed: boolean;
}

/** Reads a call to its end. */
export async function receiveRequest(
  request: IncomingMessage,
  { route }: WireProtocol,
): Promise<ReceivedRequest> {
  const rawBody = await readBody(request);
  const body = parseJson(rawBody);
  const named = typeof body === 'object' && body !== null && 'model' in body ? body.model : undefined;
  const inHeader = request.headers['ai-language-model-id'];
  const model = route === 'gateway' ? inHeader : named;
  const streamed =
    route === 'gateway'
      ? request.headers['ai-language-model-streaming'] === 'true'
      : typeof body === 'object' && body !== null && 'stream' in body && body.stream === true;
  return {
    path: request.url ?? '/',
    headers: request.headers,
    rawBody,
    body,
    bytes: Buffer.byteLength(rawBody),
    route,
    model: typeof model === 'string' ? model : undefined,
    streamed,
  };
}

/** The whole body as text. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
