import { createHash } from 'node:crypto';

/**
 * The key that document tags carry: the first of a fixed sequence that occurs in none of the texts. The same on every
 * machine, and stable under ordinary edits; a document can forge a boundary only by holding the key, and then another is
 * taken. Eight hex digits: by chance in 4 MB of hex dump once in a thousand, and then it only costs the next key.
 */
export function findDelimiterKey(texts: readonly string[]): string {
  for (let index = 0; ; index += 1) {
    const key = createHash('sha256').update(`quire delimiter ${index}`).digest('hex').slice(0, 8);
    if (!texts.some((text) => text.includes(key))) return key;
  }
}

/** Breaks a key inside a text that is not a document (a question, a history), so that it cannot pose as a boundary. */
export function breakDelimiterKey(text: string, key: string): string {
  return text.replaceAll(key, `${key.slice(0, 4)} ${key.slice(4)}`);
}
