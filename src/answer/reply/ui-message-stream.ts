import type { UIMessageChunk } from 'ai';
import { QuireError } from '../../errors.ts';
import type { AnswerEvent, Citation } from '../../result.ts';

/**
 * An answer's events as the AI SDK's UI messages: text parts, each citation as a `source-document` part, and each look into the
 * documents as a `data-tool` part.
 */
export function toUIMessageStream(events: AsyncIterable<AnswerEvent>): ReadableStream<UIMessageChunk> {
  const chunks = toChunks(events);
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}

async function* toChunks(events: AsyncIterable<AnswerEvent>): AsyncGenerator<UIMessageChunk, undefined> {
  const id = 'answer';
  yield { type: 'start' };
  yield { type: 'text-start', id };
  try {
    for await (const event of events) {
      if (event.type === 'text') yield { type: 'text-delta', id, delta: event.text };
      // The same id each time: a part that grows, not one part for each state.
      if (event.type === 'object') yield { type: 'data-object', id: 'object', data: event.partial };
      if (event.type === 'citation') yield toSource(event.citation);
      if (event.type === 'progress' && event.progress.type === 'tool') {
        const { toolName, input, outcome } = event.progress;
        yield { type: 'data-tool', data: { toolName, input, outcome } };
      }
      if (event.type === 'finish') {
        yield { type: 'text-end', id };
        yield { type: 'finish', finishReason: event.answer.finishReason };
      }
    }
  } catch (error) {
    if (QuireError.isInstance(error, 'aborted')) yield { type: 'abort' };
    else yield { type: 'error', errorText: describeForBrowser(error) };
  }
}

/** A provider's words are not for a browser: they may carry addresses, account names or keys. */
function describeForBrowser(error: unknown): string {
  if (!QuireError.isInstance(error)) return 'The answer failed.';
  return error.code.startsWith('provider-') ? `The answer failed (${error.code}).` : error.message;
}

const mediaTypes = {
  lines: 'text/plain',
  page: 'application/pdf',
  cell: 'application/x-ipynb+json',
} as const;

function toSource({ mark, source, location, quote, verified }: Citation): UIMessageChunk {
  return {
    type: 'source-document',
    sourceId: String(mark),
    mediaType: mediaTypes[location?.type ?? 'lines'],
    title: source,
    providerMetadata: { quire: { mark, quote, verified, ...(location !== undefined && { location }) } },
  };
}
