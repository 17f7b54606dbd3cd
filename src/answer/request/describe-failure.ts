import { stripVTControlCharacters } from 'node:util';

/** What a failed model call says of itself. */
export interface Failure {
  /** The name of the error's class; `Error` says nothing. */
  readonly name: string;
  /** One line, without the SDK's wrapping, terminal colours, control characters or keys. */
  readonly message: string;
  /** The HTTP status, when an answer came at all. */
  readonly status?: number;
  /** The provider's own code or type, such as `insufficient_quota`, and the codes and messages underneath. */
  readonly details: string;
  readonly retryAfterSeconds?: number;
}

/** Reads what a model call threw: whatever the provider or the SDK wrapped it in, of whatever shape it is. */
export function describeFailure(error: unknown): Failure {
  const inner = innermost(error);
  const causes = causesOf(inner);
  const name = inner instanceof Error ? inner.name : '';
  const status = statusOf(inner);
  const retryAfterSeconds = causes.map(retryAfterOf).find((seconds) => seconds !== undefined);
  return {
    name,
    message: oneLine(wordsOf(inner)),
    ...(status !== undefined && { status }),
    details: causes.map(detailsOf).join(' '),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

function innermost(error: unknown): unknown {
  // The SDK wraps the last failure of its retries.
  const last = read(error, 'lastError');
  if (last !== undefined) return innermost(last);
  // The gateway's client says "Invalid error response format" and 500 of whatever it cannot read, even when nothing answered.
  if (nameOf(error) === 'GatewayResponseError' && read(error, 'cause') instanceof Error) {
    return innermost(read(error, 'cause'));
  }
  return error;
}

function wordsOf(error: unknown): string {
  const said = read(bodyOf(error), 'message');
  // The SDK's type check quotes the whole chunk, and says of a reply without content what it could not read of it.
  if (nameOf(error) === 'AI_TypeValidationError' && typeof said === 'string') return said;
  if (error instanceof TypeError && /^Cannot read properties of/.test(error.message)) {
    return 'the reply is no answer of a model';
  }
  return error instanceof Error ? error.message : String(error);
}

/** The error as the provider worded it: in its answer, or in a chunk of a stream. */
function bodyOf(error: unknown): unknown {
  return read(read(error, 'data') ?? read(error, 'value'), 'error');
}

/** The error and what is underneath, at most four: a chain may be a ring. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let cause = error; cause !== undefined && causes.length < 4; cause = read(cause, 'cause')) {
    causes.push(cause);
  }
  return causes;
}

function statusOf(error: unknown): number | undefined {
  const status = read(error, 'statusCode');
  if (typeof status === 'number') return status;
  // The SDK makes a plain error of the gateway's 401; in production it has another name again.
  const name = nameOf(error);
  const refused =
    name === 'GatewayAuthenticationError' ||
    (name === 'GatewayError' && /^Unauthenticated/.test(String(read(error, 'message'))));
  return refused ? 401 : undefined;
}

function retryAfterOf(error: unknown): number | undefined {
  const headers = read(error, 'responseHeaders');
  for (const [header, perSecond] of [
    ['retry-after-ms', 1000],
    ['retry-after', 1],
  ] as const) {
    const value = read(headers, header);
    const seconds = typeof value === 'string' && /^\d/.test(value) ? Number(value) / perSecond : Number.NaN;
    if (Number.isFinite(seconds)) return seconds;
  }
  const date = read(headers, 'retry-after');
  const seconds = typeof date === 'string' ? Math.ceil((Date.parse(date) - Date.now()) / 1000) : 0;
  return seconds > 0 ? seconds : undefined;
}

function detailsOf(error: unknown): string {
  const body = bodyOf(error);
  const parts = [read(error, 'code'), read(error, 'message'), read(body, 'code'), read(body, 'type')];
  return parts.filter((part) => typeof part === 'string').join(' ');
}

/** As long as a sentence or two: a proxy may send a whole page. */
const longestMessage = 500;

function oneLine(text: string): string {
  const [line = ''] = stripVTControlCharacters(text.slice(0, 10_000)).trim().split('\n', 1);
  const clean = line
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\b(?:(?:sk|vck)[-_][\w-]{6,}|eyJ[\w-]{6,}\.[\w.-]*)/g, '[key]')
    // A proxy that shows the header: whatever form its keys have, they hold a digit.
    .replace(/\b(Bearer|Basic) (?=\S*\d)\S{8,}/gi, '$1 [key]')
    .trim();
  if (clean === '') return 'no reason was given';
  return clean.length > longestMessage ? `${clean.slice(0, longestMessage)}…` : clean;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function read(value: unknown, property: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, property) : undefined;
}
