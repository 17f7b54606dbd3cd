import type { ModelMessage } from 'ai';

/**
 * From here on a prompt is not sent a second time when the first may have been billed, and it is streamed, since a server that
 * reads for minutes before it sends a header is cut off by Node after 300 s. About 20,000 tokens: at $0.10 a million a fifth of a cent.
 */
const longCharacters = 80_000;

/** Whether sending these messages twice would cost something worth speaking of. */
export function isLongPrompt(messages: readonly ModelMessage[]): boolean {
  let characters = 0;
  for (const { content } of messages) {
    const texts =
      typeof content === 'string' ? [content] : content.map((part) => ('text' in part ? part.text : ''));
    for (const text of texts) characters += text.length;
  }
  return characters >= longCharacters;
}
