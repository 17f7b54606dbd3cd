import type { ModelMessage } from 'ai';
import { breakDelimiterKey } from '../../text/delimiter-key.ts';

/** The messages of a call with the key broken in what the SDK says of calls that no tool could be given: it repeats them word by word. */
export function guardToolErrors(messages: readonly ModelMessage[], key: string): ModelMessage[] {
  return messages.map((message) => {
    if (message.role !== 'tool') return message;
    const content = message.content.map((part) =>
      part.type === 'tool-result' && part.output.type === 'error-text'
        ? { ...part, output: { ...part.output, value: breakDelimiterKey(part.output.value, key) } }
        : part,
    );
    return { ...message, content };
  });
}
