import { hash } from 'node:crypto';

/** A name of 32 hex digits for a text, by the text itself. */
export function nameOf(text: string): string {
  return hash('sha1', text).slice(0, 32);
}

/**
 * A name of 32 hex digits for a text, by its version where that is a hash, so that the text need not be hashed again; `detail` is
 * what else matters. A version that is no hash may be anything, so then the text is hashed.
 */
export function nameContent(text: string, version: string | undefined, detail: string): string {
  const isHash = version !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(version);
  return (isHash ? version : nameOf(text)).slice(0, 24) + fnv1a(detail).toString(16).padStart(8, '0');
}

function fnv1a(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
