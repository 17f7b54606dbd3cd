import { QuireError } from '../errors.ts';

/** Throws QuireError `aborted` when the caller's signal has fired. */
export function throwIfAborted(abortSignal: AbortSignal | undefined): void {
  if (abortSignal?.aborted) throw abortedError(abortSignal);
}

/** The error that an aborted load ends with. */
export function abortedError(abortSignal: AbortSignal | undefined): QuireError<'aborted'> {
  return new QuireError('aborted', {
    message: 'Loading was stopped by the caller.',
    cause: abortSignal?.reason,
  });
}
