import { fstatSync, writeSync } from 'node:fs';

/**
 * Writes all of it to stdout, and waits when its reader is slower. What cannot be written is stdout's `error` event, as for every
 * other stream: a disk that is full, or a reader that went away.
 */
export async function writeStdout(data: string | Uint8Array): Promise<void> {
  const { stdout } = process;
  if (isFile(stdout.fd)) {
    try {
      writeFully(stdout.fd, Buffer.from(data));
    } catch (error) {
      stdout.emit('error', error);
    }
    return;
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  stdout.write(data, (error) => (error ? reject(error) : resolve()));
  await promise;
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

/**
 * On a file Node's own stream writes once and takes it for done, however little the disk took: 65,536 of 68,307 bytes were left on
 * a full disk, with exit code 0.
 */
function writeFully(descriptor: number, data: Uint8Array): void {
  for (let written = 0; written < data.length; ) written += writeSync(descriptor, data, written);
}
