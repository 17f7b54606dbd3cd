import type { LanguageModelV4Prompt } from '@ai-sdk/provider';

/** The UTF-8 bytes of everything in a prompt but its instructions: no tokenizer makes more than a token of a byte. */
export function promptBytes(prompt: LanguageModelV4Prompt): number {
  let bytes = 0;
  for (const message of prompt) {
    if (message.role === 'system') continue;
    for (const part of message.content) {
      // A file is billed by its size on the page, not by its bytes; its length as text is far above that.
      bytes += Buffer.byteLength('text' in part ? part.text : JSON.stringify(part));
    }
  }
  return bytes;
}
