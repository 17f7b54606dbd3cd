import { createHash, hash } from 'node:crypto';

/**
 * The git blob id of some bytes, as `git hash-object --no-filters` prints it: the `version` of everything that is loaded, in
 * a repository or not, so that the same content has the same name wherever it is read.
 */
export function blobId(bytes: Uint8Array, algorithm: 'sha1' | 'sha256' = 'sha1'): string {
  const head = `blob ${bytes.length}\0`;
  if (head.length + bytes.length > scratch.length)
    return createHash(algorithm).update(head).update(bytes).digest('hex');
  scratch.write(head, 'latin1');
  scratch.set(bytes, head.length);
  return hash(algorithm, scratch.subarray(0, head.length + bytes.length));
}

/** Most files fit, and in one call they take three quarters of the time that three calls take. */
const scratch = Buffer.alloc(64 * 1024);

/**
 * True when the bytes are the committed content `id`, as they are or with CRLF for LF: with `core.autocrlf`, the default of
 * git on Windows, every text file in the work tree differs so from its blob.
 */
export function isCommittedContent(bytes: Uint8Array, id: string): boolean {
  const algorithm = id.length === 64 ? 'sha256' : 'sha1';
  if (blobId(bytes, algorithm) === id) return true;
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!content.includes('\r\n')) return false;
  return blobId(Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'), algorithm) === id;
}
