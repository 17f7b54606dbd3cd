import { createGateway, type LanguageModel } from 'ai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AnswerQuestionOptions, answerQuestion } from '../../../src/answer-question.ts';
import { prepareContext } from '../../../src/prepare-context.ts';
import { type ImitationProvider, startImitationProvider } from '../../helpers/imitation-provider.ts';
import { modelOf, words } from '../../helpers/sdk-routes.ts';

let provider: ImitationProvider;
beforeEach(async () => {
  provider = await startImitationProvider();
});
afterEach(() => provider.close());

const text = words(3_000);
const location = { type: 'lines', start: 1, end: 1 } as const;

/** What goes over the wire for one question. The imitation may refuse the model; the body has arrived then. */
async function send(model: LanguageModel, options: Partial<AnswerQuestionOptions> = {}) {
  const context = await prepareContext({
    sources: [[{ type: 'text', source: 'a.md', location, text }]],
    model,
  });
  if (context.strategy !== 'pack') throw new Error('Expected a pack.');
  await answerQuestion({ context, question: 'Why?', ...options }).catch(() => undefined);
  return { body: provider.requests.at(-1)?.body, prefix: context.prefix };
}

function gateway(name: string): LanguageModel {
  return createGateway({ baseURL: provider.gatewayUrl, apiKey: 'test-key' })(name);
}

describe('through the gateway, on the document part and nowhere else', () => {
  test.each<[string, object, object]>([
    [
      'alibaba/qwen3.5-flash',
      { alibaba: { cacheControl: { type: 'ephemeral' } } },
      { gateway: { only: ['alibaba'] } },
    ],
    [
      'anthropic/claude-sonnet-5',
      { anthropic: { cacheControl: { type: 'ephemeral' } }, bedrock: { cachePoint: { type: 'default' } } },
      { gateway: { only: ['anthropic'] } },
    ],
    [
      'openai/gpt-5.6-luna',
      { openai: { promptCacheBreakpoint: { mode: 'explicit' } } },
      { gateway: { only: ['openai'] }, openai: { promptCacheKey: expect.stringMatching(/^[0-9a-f]{32}$/) } },
    ],
  ])('%s is marked and sent to one provider', async (name, marker, providerOptions) => {
    const { body, prefix } = await send(gateway(name));
    expect(body).toMatchObject({ providerOptions });
    expect(body).toHaveProperty('prompt', [
      { role: 'system', content: expect.any(String) },
      {
        role: 'user',
        content: [
          { type: 'text', text: prefix.text, providerOptions: marker },
          { type: 'text', text: 'Why?' },
        ],
      },
    ]);
  });

  test.each<[string, object]>([
    [
      'openai/gpt-5',
      { gateway: { only: ['openai'] }, openai: { promptCacheKey: expect.stringMatching(/^[0-9a-f]{32}$/) } },
    ],
    ['google/gemini-2.5-flash', { gateway: { only: ['google'] } }],
  ])('%s caches by itself: nothing is marked, and it goes to one provider', async (name, providerOptions) => {
    const { body } = await send(gateway(name));
    expect(body).toHaveProperty('providerOptions', providerOptions);
    expect(JSON.stringify(body).match(/cacheControl|cachePoint|promptCacheBreakpoint/)).toBeNull();
  });

  test('an entry of an hour says so', async () => {
    const { body } = await send(gateway('anthropic/claude-sonnet-5'), { cacheLifetime: '1h' });
    expect(body).toHaveProperty('prompt.1.content.0.providerOptions', {
      anthropic: { cacheControl: { type: 'ephemeral', ttl: '1h' } },
      bedrock: { cachePoint: { type: 'default', ttl: '1h' } },
    });
  });

  test.each([{ only: ['azure'] }, { order: ['bedrock', 'anthropic'] }])(
    'a caller who routes is obeyed: %j',
    async (routing) => {
      const { body } = await send(gateway('alibaba/qwen3.5-flash'), {
        providerOptions: { gateway: routing },
      });
      expect(body).toHaveProperty('providerOptions', { gateway: routing });
    },
  );

  test('what else the caller asks of the gateway stays beside it', async () => {
    const { body } = await send(gateway('alibaba/qwen3.5-flash'), {
      providerOptions: { gateway: { zeroDataRetention: true, tags: ['x'] } },
    });
    expect(body).toHaveProperty('providerOptions.gateway', {
      zeroDataRetention: true,
      tags: ['x'],
      only: ['alibaba'],
    });
  });

  test('without the cache neither a marker nor a provider is named', async () => {
    const { body } = await send(gateway('alibaba/qwen3.5-flash'), { cache: 'off' });
    expect(body).not.toHaveProperty('providerOptions');
    expect(JSON.stringify(body)).not.toContain('cacheControl');
  });
});

test('directly to Alibaba the marker is `cache_control` on the content block', async () => {
  const { body, prefix } = await send(modelOf(provider, 'alibaba'));
  expect(body).toHaveProperty('messages.1.content', [
    { type: 'text', text: prefix.text, cache_control: { type: 'ephemeral' } },
    { type: 'text', text: 'Why?' },
  ]);
  expect(body).not.toHaveProperty('only');
});
