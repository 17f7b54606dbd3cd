import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createGateway, generateText } from 'ai';
import { expect, test } from 'vitest';
import { userMessage } from './sdk-routes.ts';

test('runs as a process of its own, answers with a citation, and opens its books over HTTP', async () => {
  const main = new URL('imitation-provider-main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, REPLY: 'quote', API_KEY: 'cli-key', READ_PRICE: 'hundredth' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const { gatewayUrl, alibabaUrl, origin } = JSON.parse(line);
    expect(alibabaUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/compatible-mode\/v1$/);

    const model = createGateway({ baseURL: gatewayUrl, apiKey: 'cli-key' })('alibaba/qwen3.5-flash');
    const packed = '<document-0a1b2c3d id="a.md">\nThe limit is five.\n</document-0a1b2c3d>\n';
    const messages = [userMessage([packed, 'What is the limit?'])];
    const { text } = await generateText({ model, messages, reasoning: 'none' });
    expect(text).toBe('The limit is five. <cite id="a.md">The limit is five.</cite>');

    const fault = JSON.stringify({ type: 'error', status: 429 });
    await fetch(`${origin}/__fail`, { method: 'POST', body: fault });
    await expect(generateText({ model, messages, maxRetries: 0 })).rejects.toThrow('rate limit');

    const read = async (path: string, method = 'GET') => (await fetch(origin + path, { method })).json();
    expect(await read('/__advance?seconds=1.5', 'POST')).toEqual({ now: Date.UTC(2026, 0, 1) + 1500 });
    expect(await read('/__requests')).toMatchObject([{ route: 'gateway' }, { route: 'gateway' }]);
    expect(await read('/__invoice')).toMatchObject({ totals: { requests: 1, prompt: 19 } });
  } finally {
    child.kill();
  }
  expect(await once(child, 'exit')).toEqual([0, null]);
});
