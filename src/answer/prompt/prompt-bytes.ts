import type { LanguageModelV4Prompt } from '@ai-sdk/provider';

/** The UTF-8 bytes of everything in a prompt but its instructions: no tokenizer makes more than a token of a byte. */
export function promptBytes(prompt: LanguageModelV4Prompt): number {
  let bytes = 0;
  for (const message of prompt) {
    if (message.role === 'system') continue;
    for (const part of message.content) {
      bytes += 'text' in part ? Buffer.byteLength(part.text) : fileBytes(part);
    }
  }
  return bytes;
}

/** A file is billed by its size on the page, not by its bytes, which are far above that. */
function fileBytes(part: object): number {
  const data = 'data' in part ? part.data : undefined;
  const bytes = typeof data === 'object' && data !== null && 'data' in data ? data.data : data;
  return bytes instanceof Uint8Array ? bytes.byteLength : Buffer.byteLength(JSON.stringify(part));
}
