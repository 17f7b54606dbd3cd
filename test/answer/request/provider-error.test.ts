import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAlibaba } from '@ai-sdk/alibaba';
import { createGateway, generateText, type LanguageModel, type ModelMessage, streamText } from 'ai';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { toProviderError } from '../../../src/answer/request/provider-error.ts';
import { QuireError } from '../../../src/errors.ts';

/** What the loopback server answers next; `undefined` breaks the connection. */
let reply: { status: number; body: string; headers?: Record<string, string> } | undefined;
let requests = 0;
let server: Server;
let origin: string;
/** Where nothing listens any more. */
let deserted: string;

beforeAll(async () => {
  const gone = createServer();
  deserted = await listen(gone);
  gone.close();
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      requests += 1;
      if (reply === undefined) request.socket.destroy();
      else
        response
          .writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers })
          .end(reply.body);
    });
  });
  origin = await listen(server);
});

async function listen(listener: Server): Promise<string> {
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
}

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

function models(base = origin): Record<'gateway' | 'alibaba', LanguageModel> {
  return {
    gateway: createGateway({ baseURL: `${base}/v4/ai`, apiKey: 'key' })('alibaba/qwen3.5-flash'),
    alibaba: createAlibaba({ baseURL: `${base}/v1`, apiKey: 'key' })('qwen3.5-flash'),
  };
}

/** What the SDK really throws, as quire's error. */
async function failureOf(
  model: LanguageModel,
  options: {
    maxRetries?: number;
    maxOutputTokens?: number;
    messages?: ModelMessage[];
    streamed?: boolean;
  } = {},
): Promise<QuireError> {
  const { streamed = false, ...settings } = options;
  const call = { model, messages: [{ role: 'user' as const, content: 'x' }], maxRetries: 0, ...settings };
  try {
    if (streamed) {
      for await (const part of streamText({ ...call, onError: () => {} }).stream) {
        if (part.type === 'error') throw part.error;
      }
    } else await generateText(call);
  } catch (error) {
    return toProviderError(error, { model: 'qwen' });
  }
  throw new Error('The call was expected to fail.');
}

function refuse(status: number, error: object | string, headers?: Record<string, string>): void {
  const body = typeof error === 'string' ? error : JSON.stringify({ error });
  reply = { status, body, ...(headers !== undefined && { headers }) };
}

describe.each(['gateway', 'alibaba'] as const)('over %s', (route) => {
  test.each([
    [
      'too many input tokens',
      400,
      {
        message: 'Range of input length should be [1, 983616]',
        type: 'invalid_request_error',
        code: 'invalid_parameter_error',
      },
      'provider-input-too-long',
    ],
    [
      'a body that is too large',
      400,
      { message: 'Exceeded limit on max bytes to request body : 6291456', type: 'invalid_request_error' },
      'provider-input-too-long',
    ],
    ['a body too large for a proxy', 413, '<html>Request Entity Too Large</html>', 'provider-input-too-long'],
    [
      "OpenAI's context length",
      400,
      {
        message: "This model's maximum context length is 8192 tokens.",
        type: 'invalid_request_error',
        code: 'context_length_exceeded',
      },
      'provider-input-too-long',
    ],
    [
      "Anthropic's",
      400,
      { message: 'prompt is too long: 200001 tokens > 200000 maximum', type: 'invalid_request_error' },
      'provider-input-too-long',
    ],
    [
      "Google's",
      400,
      {
        message: 'The input token count (2) exceeds the maximum number of tokens allowed (1).',
        type: 'invalid_request_error',
      },
      'provider-input-too-long',
    ],
    [
      'a rate limit',
      429,
      { message: 'Requests rate limit exceeded', type: 'rate_limit_exceeded' },
      'provider-rate-limit',
    ],
    [
      'a quota that is used up',
      429,
      {
        message: 'Please check your plan and billing details',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      },
      'provider-quota',
    ],
    ['no funds', 402, { message: 'Top up your credits', type: 'insufficient_funds' }, 'provider-quota'],
    ['a bad key', 401, { message: 'Invalid key', type: 'authentication_error' }, 'provider-auth'],
    ['a forbidden model', 403, { message: 'No access to this model', type: 'forbidden' }, 'provider-auth'],
    [
      'an unknown model',
      404,
      { message: 'Model qwen9 not found', type: 'model_not_found', param: { modelId: 'qwen9' } },
      'provider-model-not-found',
    ],
    ['a fault', 500, { message: 'Internal error', type: 'internal_server_error' }, 'provider-error'],
    ['a broken proxy', 502, '<html>Bad Gateway</html>', 'provider-error'],
    ['a time-out', 408, { message: 'Timed out', type: 'timeout_error' }, 'provider-error'],
  ])('%s', async (_, status, error, code) => {
    refuse(status, error);
    for (const streamed of [false, true]) {
      const failure = await failureOf(models()[route], { streamed });
      expect(failure).toMatchObject({ code, facts: { model: 'qwen', status } });
      expect(failure.cause).toBeInstanceOf(Error);
      expect(failure.message).not.toMatch(/\p{Cc}|undefined|Invalid error response format/u);
      // The gateway's client replaces what it says of a key.
      if (typeof error !== 'string' && (route === 'alibaba' || status !== 401)) {
        expect(failure.message).toContain(error.message);
      }
    }
  });

  test('a rate limit says how long to wait', async () => {
    refuse(429, { message: 'slow', type: 'rate_limit_exceeded' }, { 'retry-after': '7' });
    const failure = await failureOf(models()[route]);
    expect(failure.facts).toEqual({ model: 'qwen', status: 429, retryAfterSeconds: 7 });
    expect(failure.message).toContain('Wait 7 s');
  });

  test('the last of several tries is the one that counts', async () => {
    refuse(429, { message: 'slow', type: 'rate_limit_exceeded' }, { 'retry-after-ms': '1' });
    requests = 0;
    const failure = await failureOf(models()[route], { maxRetries: 1 });
    expect(requests).toBe(2);
    expect(failure).toMatchObject({ code: 'provider-rate-limit', facts: { status: 429 } });
    expect(failure.cause).toMatchObject({ name: 'AI_RetryError' });
  });

  test('a connection that breaks is no answer, and has no status', async () => {
    reply = undefined;
    const failure = await failureOf(models()[route]);
    expect(failure.code).toBe('provider-unreachable');
    expect(failure.facts).toEqual({ model: 'qwen' });
    expect(failure.message).toContain('other side closed');
  });

  test('a server that is not there is no answer', async () => {
    const failure = await failureOf(models(deserted)[route], { streamed: true });
    expect(failure.code).toBe('provider-unreachable');
    expect(failure.message).toMatch(/^No answer from the server of qwen: .*ECONNREFUSED/);
  });

  test('an answer that cannot be read is an error of the provider', async () => {
    refuse(200, '{nope');
    expect(await failureOf(models()[route])).toMatchObject({
      code: 'provider-error',
      facts: { status: 200 },
    });
  });

  test('no key is told as what it is', async () => {
    vi.stubEnv('AI_GATEWAY_API_KEY', undefined);
    vi.stubEnv('VERCEL_OIDC_TOKEN', undefined);
    vi.stubEnv('ALIBABA_API_KEY', undefined);
    const model = route === 'gateway' ? createGateway()('a/b') : createAlibaba()('b');
    expect(await failureOf(model)).toMatchObject({ code: 'provider-auth' });
    vi.unstubAllEnvs();
  });
});

test('in production the SDK names a bad key otherwise', async () => {
  vi.stubEnv('NODE_ENV', 'production');
  refuse(401, { message: 'Invalid key', type: 'authentication_error' });
  const failure = await failureOf(models().gateway);
  vi.unstubAllEnvs();
  expect(failure).toMatchObject({
    code: 'provider-auth',
    facts: { status: 401 },
    cause: { name: 'GatewayError' },
  });
});

test('what the caller did wrong is not put on the provider', async () => {
  requests = 0;
  expect(await failureOf(models().alibaba, { maxOutputTokens: 0 })).toMatchObject({
    code: 'bad-input',
    facts: { option: 'maxOutputTokens' },
  });
  const messages: ModelMessage[] = [
    { role: 'system', content: 'x' },
    { role: 'user', content: 'y' },
  ];
  expect(await failureOf(models().alibaba, { messages })).toMatchObject({
    code: 'bad-input',
    facts: { option: 'history' },
  });
  expect(requests).toBe(0);
});

describe('without a server', () => {
  const signal = AbortSignal.abort();

  test('after an abort whatever was thrown is an abort, with the text that had come', () => {
    const cause = new Error('socket hang up');
    const failure = toProviderError(cause, { model: 'm', abortSignal: signal, partial: { text: 'At ni' } });
    expect(failure).toMatchObject({ code: 'aborted', facts: { text: 'At ni' } });
    expect(failure.cause).toBe(cause);
    expect(toProviderError(cause, { model: 'm', abortSignal: signal }).facts).toEqual({});
  });

  test('a signal that has not fired changes nothing', () => {
    const abortSignal = new AbortController().signal;
    expect(toProviderError(new Error('x'), { model: 'm', abortSignal }).code).toBe('provider-error');
  });

  test('an error of our own is passed through, even after an abort', () => {
    const own = new QuireError('bad-input', { option: 'x', message: 'y' });
    expect(toProviderError(own, { model: 'm', abortSignal: signal })).toBe(own);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'broken'],
    ['a number', 7],
    ['an empty object', {}],
    ['an error without words', new Error('')],
  ])('%s that was thrown still makes an error with a message', (_, thrown) => {
    const failure = toProviderError(thrown, { model: 'm' });
    expect(failure.code).toBe('provider-error');
    expect(failure.message).toMatch(/^m failed: .+\.$/);
  });
});
