import type { UIMessageChunk } from 'ai';
import { QuireError } from '../errors.ts';
import type { AnswerEvent, Citation } from '../result.ts';

/** An answer's events as the AI SDK's UI messages: text parts, and each citation as a `source-document` part. */
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
      if (event.type === 'citation') yield toSource(event.citation);
      if (event.type === 'finish') {
        yield { type: 'text-end', id };
        yield { type: 'finish', finishReason: event.answer.finishReason };
      }
    }
  } catch (error) {
    // Only our own messages are fit for a browser: others may carry addresses or headers.
    yield { type: 'error', errorText: QuireError.isInstance(error) ? error.message : 'The answer failed.' };
  }
}

function toSource({ mark, source, location, quote, verified }: Citation): UIMessageChunk {
  return {
    type: 'source-document',
    sourceId: String(mark),
    mediaType: location?.type === 'page' ? 'application/pdf' : 'text/plain',
    title: source,
    providerMetadata: { quire: { mark, quote, verified, ...(location !== undefined && { location }) } },
  };
}
