import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateText, type LanguageModel } from 'ai';
import { afterEach, describe, expect, test } from 'vitest';
import { resolveModel } from '../src/resolve-model.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server that notes what it is asked and refuses it; with `never` it leaves every request open. */
async function serve(
  manner: 'refuses' | 'never' = 'refuses',
): Promise<{ origin: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    if (manner === 'refuses') request.resume().on('end', () => response.writeHead(418).end('{}'));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function desertedOrigin(): Promise<string> {
  const { origin } = await serve();
  servers.pop()?.close();
  return origin;
}

/** Only what is asked counts here. */
async function ask(model: LanguageModel): Promise<void> {
  await expect(generateText({ model, prompt: 'x', maxRetries: 0 })).rejects.toMatchObject({
    statusCode: 418,
  });
}

const gatewayKey = { AI_GATEWAY_API_KEY: 'g' };
const alibabaKey = { ALIBABA_API_KEY: 'a' };

describe('which way is taken', () => {
  test.each([
    ['no name and no key', undefined, {}, 'offline', 'offline'],
    ['no name and a gateway key', undefined, gatewayKey, 'gateway', 'alibaba/qwen3.5-flash'],
    [
      'no name and a token of Vercel',
      undefined,
      { VERCEL_OIDC_TOKEN: 't' },
      'gateway',
      'alibaba/qwen3.5-flash',
    ],
    ["no name and Alibaba's key", undefined, alibabaKey, 'alibaba', 'alibaba/qwen3.5-flash'],
    [
      'no name and both keys',
      undefined,
      { ...gatewayKey, ...alibabaKey },
      'gateway',
      'alibaba/qwen3.5-flash',
    ],
    [
      'no name and empty keys',
      undefined,
      { AI_GATEWAY_API_KEY: '', ALIBABA_API_KEY: '' },
      'offline',
      'offline',
    ],
    ['offline in spite of keys', 'offline', gatewayKey, 'offline', 'offline'],
    ['the name without its maker', 'qwen3.5-flash', alibabaKey, 'alibaba', 'alibaba/qwen3.5-flash'],
    ['another maker', 'openai/gpt-5', gatewayKey, 'gateway', 'openai/gpt-5'],
  ])('%s', async (_, asked, env, route, name) => {
    const resolved = await resolveModel(asked, { env });
    expect(resolved).toMatchObject({ route, name });
    expect(resolved.profile.id).toBe(name === 'offline' ? 'extractive' : name.split('/')[1]);
  });
});

describe('what is missing', () => {
  test.each([
    ['alibaba/qwen3.5-flash', {}, /AI_GATEWAY_API_KEY or ALIBABA_API_KEY/],
    ['openai/gpt-5', {}, /AI_GATEWAY_API_KEY, or use the model `offline`/],
    ['openai/gpt-5', alibabaKey, /AI_GATEWAY_API_KEY, or use the model `offline`/],
  ])('%s without a key for it says which', async (name, env, message) => {
    await expect(resolveModel(name, { env })).rejects.toMatchObject({
      code: 'no-key',
      facts: { model: name, variable: 'AI_GATEWAY_API_KEY' },
      message: expect.stringMatching(message),
    });
  });

  test.each([{}, gatewayKey])(
    'an unknown model is told before a missing key, with the way out',
    async (env) => {
      await expect(resolveModel('acme/wonder-9', { env })).rejects.toMatchObject({
        code: 'unknown-model',
        facts: { model: 'acme/wonder-9' },
        message: expect.stringMatching(/`profile`.*--context-window/),
      });
    },
  );

  test('an unknown model is taken with a profile', async () => {
    const { profile, route } = await resolveModel('acme/wonder-9', {
      env: gatewayKey,
      profile: { contextWindow: 50_000 },
    });
    expect({ route, window: profile.contextWindow }).toEqual({ route: 'gateway', window: 50_000 });
  });

  test('a server without a model says how one is written', async () => {
    for (const address of ['http://localhost:1/v1', 'http://localhost:1/v1#']) {
      await expect(resolveModel(address)).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining('http://localhost:1/v1#NAME'),
      });
    }
  });
});

describe('where requests go', () => {
  test('AI_GATEWAY_BASE_URL points the gateway at a proxy, with its key', async () => {
    const { origin, asked } = await serve();
    const env = { ...gatewayKey, AI_GATEWAY_BASE_URL: `${origin}/proxy` };
    const { model } = await resolveModel('openai/gpt-5', { env });
    await ask(model);
    expect(
      asked.map(({ url, headers }) => [url, headers.authorization, headers['ai-language-model-id']]),
    ).toEqual([['/proxy/language-model', 'Bearer g', 'openai/gpt-5']]);
  });

  test("ALIBABA_BASE_URL points Alibaba's route at a proxy, with its key", async () => {
    const { origin, asked } = await serve();
    const { model } = await resolveModel(undefined, {
      env: { ...alibabaKey, ALIBABA_BASE_URL: `${origin}/v1` },
    });
    await ask(model);
    expect(asked.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/v1/chat/completions', 'Bearer a'],
    ]);
  });

  test.each(['/v1', '/v1/'])(
    'a server of your own is asked at its address (%s), without any key',
    async (path) => {
      const { origin, asked } = await serve();
      const resolved = await resolveModel(`${origin}${path}#qwen3:8b`, {
        env: { ...gatewayKey, ...alibabaKey },
        profile: { contextWindow: 32_768 },
      });
      expect(resolved).toMatchObject({
        route: 'local',
        name: `qwen3:8b at ${origin}/v1`,
        profile: { contextWindow: 32_768 },
      });
      await ask(resolved.model);
      expect(asked.map(({ url, headers }) => [url, headers.authorization])).toEqual([
        ['/v1/models', undefined],
        ['/v1/chat/completions', undefined],
      ]);
    },
  );
});

describe('a server of your own that does not answer', () => {
  const profile = { contextWindow: 32_768 };

  test.each([
    ['is not there', desertedOrigin, 1000],
    // It gives up after 900 ms; the rest is room for a busy machine.
    ['never answers', async () => (await serve('never')).origin, 2000],
  ] as const)('%s: told at once', async (_, start, withinMs) => {
    const origin = await start();
    const started = performance.now();
    await expect(resolveModel(`${origin}/v1#m`, { profile })).rejects.toMatchObject({
      code: 'provider-unreachable',
      facts: { model: 'm', url: `${origin}/v1` },
      message: `No server answers at ${origin}/v1. Start it, or check the address.`,
    });
    expect(performance.now() - started).toBeLessThan(withinMs);
  });

  test('without a profile the window is what is asked for first', async () => {
    await expect(resolveModel(`${await desertedOrigin()}/v1#m`)).rejects.toMatchObject({
      code: 'unknown-model',
    });
  });
});
