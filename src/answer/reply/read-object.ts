import { QuireError } from '../../errors.ts';
import type { PreparedCall } from '../prepare-call.ts';
import type { CallEnd, ModelCall } from '../request/call-model.ts';
import { closeTools } from '../tools/read-tools.ts';
import { describeMismatch, type ObjectFormat } from './object-format.ts';
import { type RunOptions, receiveReply } from './receive-reply.ts';
import type { Reply } from './to-answer.ts';

/**
 * Reads a reply that is to match a schema, and asks once more when it does not and the caller wants that.
 *
 * @throws QuireError `bad-output` when it does not match
 */
export async function readObject(
  prepared: PreparedCall,
  { format, manner, onEvent }: RunOptions & { readonly format: ObjectFormat },
): Promise<Reply> {
  const ask = (call: ModelCall, before = '') => {
    let shown = before;
    return receiveReply(prepared, call, {
      manner,
      shown: () => shown,
      async onDelta(_, raw) {
        const partial = await format.parsePartial(raw);
        const text = JSON.stringify(partial);
        if (partial === undefined || text === shown) return;
        shown = text;
        onEvent({ type: 'object', partial });
      },
    });
  };
  let reply = await ask(prepared.call);
  let parsed = await format.parse(reply.raw);
  if (parsed instanceof Error && prepared.repairObject === 'once') {
    const { messages: asked, tools } = prepared.call;
    const messages = [...asked, ...reply.said, { role: 'user' as const, content: describeMismatch(parsed) }];
    reply = await ask({ ...prepared.call, messages, tools: tools && closeTools(tools) }, reply.raw);
    parsed = await format.parse(reply.raw);
  }
  if (parsed instanceof Error) throw badOutput(prepared, { ...reply, cause: parsed });
  const { object, citations } = parsed;
  for (const citation of citations) onEvent({ type: 'citation', citation });
  const text = JSON.stringify(object ?? null, null, 2);
  return { ...reply, text, citations, notFound: object === undefined, object };
}

function badOutput(
  { call, attempts }: PreparedCall,
  { raw, end, cause }: { readonly raw: string; readonly end: CallEnd; readonly cause: Error },
): QuireError {
  const model = call.model.modelId;
  const why =
    end.finishReason === 'length'
      ? 'it was cut off at `maxOutputTokens`'
      : end.finishReason === 'tool-calls'
        ? 'the model still looked for more after the last request that `maxSteps` allows'
        : (cause.message.split('\n', 1)[0] as string).slice(0, 300);
  return new QuireError('bad-output', {
    model,
    text: raw,
    attempts,
    ...(call.tools !== undefined && { toolCalls: call.tools.calls }),
    message: `The answer of ${model} does not match the schema: ${why}. It is in \`facts.text\`; \`repairObject: 'once'\` asks once more.`,
    cause,
  });
}
