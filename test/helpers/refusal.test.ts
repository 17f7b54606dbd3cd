import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ImitationProvider, startImitationProvider } from './imitation-provider.ts';
import { call, modelOf, userMessage, words } from './sdk-routes.ts';

let provider: ImitationProvider;
beforeEach(async () => {
  provider = await startImitationProvider();
});
afterEach(() => provider.close());

const hello = [userMessage(['Hello'])];
const both = ['alibaba', 'gateway'] as const;
const messageStart = '<400> InternalError.Algo.InvalidParameter: ';

test.each(both)('refuses a wrong key (%s)', async (route) => {
  const refused = call(modelOf(provider, route, { apiKey: 'wrong' }), hello);
  await expect(refused).rejects.toMatchObject(
    route === 'alibaba'
      ? {
          statusCode: 401,
          data: { error: { code: 'invalid_api_key', message: 'Incorrect API key provided.' } },
        }
      : { name: 'GatewayAuthenticationError' },
  );
  const { status } = await fetch(`${provider.alibabaUrl}/chat/completions`, { method: 'POST', body: '{}' });
  expect(status).toBe(401);
});

test.each(both)('refuses a model that it does not have (%s)', async (route) => {
  await expect(call(modelOf(provider, route, { id: 'qwen-none' }), hello)).rejects.toMatchObject({
    statusCode: 404,
    message: expect.stringContaining('The model `qwen-none` does not exist or you do not have access to it.'),
    ...(route === 'gateway' && { name: 'GatewayModelNotFoundError', modelId: 'qwen-none' }),
  });
});

test.each(both)('takes 983,616 tokens of input and refuses one more (%s)', async (route) => {
  const model = modelOf(provider, route);
  const { usage } = await call(model, [userMessage([Array(983_608).fill('a').join(' ')])]);
  expect(usage.inputTokens).toBe(983_616);
  await expect(call(model, [userMessage([Array(983_609).fill('a').join(' ')])])).rejects.toMatchObject({
    statusCode: 400,
    message: expect.stringContaining(`${messageStart}Range of input length should be [1, 983616]`),
  });
  expect(provider.invoice.totals.requests).toBe(1);
});

test('refuses a body of more than 6,291,456 bytes, by byte and not by character', async () => {
  const send = async (url: string, bytes: number) => {
    const frame = JSON.stringify({ model: 'qwen3.5-flash', messages: [{ role: 'user', content: '' }] });
    const padding = bytes - Buffer.byteLength(frame);
    const text = 'ä'.repeat(Math.floor(padding / 2)) + 'a'.repeat(padding % 2);
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: 'Bearer test-key' },
      body: frame.replace('""', JSON.stringify(text)),
    });
    return { status: response.status, text: await response.text() };
  };
  const url = `${provider.alibabaUrl}/chat/completions`;
  expect(await send(url, 6_291_456)).toMatchObject({ status: 200 });
  expect(await send(url, 6_291_457)).toMatchObject({
    status: 400,
    text: expect.stringContaining('Exceeded limit on max bytes to request body : 6291456'),
  });
  await expect(
    call(modelOf(provider, 'gateway'), [userMessage(['x'.repeat(6_291_456)])]),
  ).rejects.toMatchObject({
    name: 'GatewayResponseError',
    statusCode: 413,
  });
});

test.each(both)('refuses more than 65,536 tokens of output (%s)', async (route) => {
  const model = modelOf(provider, route);
  await call(model, hello, { maxOutputTokens: 65_536 });
  await expect(call(model, hello, { maxOutputTokens: 65_537 })).rejects.toMatchObject({
    statusCode: 400,
    message: expect.stringContaining(`${messageStart}Range of max_tokens should be [1, 65536]`),
  });
});

test.each(both)('refuses more than 250 images inside the body (%s)', async (route) => {
  const images = (count: number) => [
    {
      role: 'user' as const,
      content: Array.from({ length: count }, () => ({
        type: 'file' as const,
        mediaType: 'image/png',
        data: new Uint8Array([137, 80, 78, 71]),
      })),
    },
  ];
  const model = modelOf(provider, route);
  expect((await call(model, images(250))).usage.inputTokens).toBe(250 * 2502 + 8);
  await expect(call(model, images(251))).rejects.toMatchObject({
    statusCode: 400,
    message: expect.stringContaining(`${messageStart}Exceeded limit on max data-uri per request: 250`),
  });
});

test('refuses JSON while the model thinks', async () => {
  const send = async (rest: object) => {
    const response = await fetch(`${provider.alibabaUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer test-key' },
      body: JSON.stringify({
        model: 'qwen3.5-flash',
        messages: [{ role: 'user', content: 'JSON please' }],
        response_format: { type: 'json_object' },
        ...rest,
      }),
    });
    return { status: response.status, text: await response.text() };
  };
  expect((await send({ enable_thinking: false })).status).toBe(200);
  expect(await send({})).toMatchObject({
    status: 400,
    text: expect.stringContaining('Json mode response is not supported when enable_thinking is true'),
  });
});

test('a refused request is not billed and warms nothing', async () => {
  const model = modelOf(provider, 'alibaba', { id: 'imitation-small' });
  const ask = (rest: string[]) => call(model, [userMessage([words(2000), ...rest], [0])]);
  await ask(['one']);
  provider.advance(299);
  await expect(ask([words(5000, 'more')])).rejects.toThrow('Range of input length should be [1, 6000]');
  provider.advance(2);
  expect((await ask(['two'])).tokens).toEqual([6, 0, 2003, 3]);
  expect(provider.invoice.totals.requests).toBe(2);
  expect(provider.requests).toHaveLength(3);
});
