import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBudget } from '../../../src/answer/request/create-budget.ts';
import { answerQuestion, streamAnswer } from '../../../src/answer-question.ts';
import { estimateCost } from '../../../src/estimate-cost.ts';
import { prepareContext } from '../../../src/prepare-context.ts';
import { type ImitationProvider, startImitationProvider } from '../../helpers/imitation-provider.ts';
import { mockModel, usageOf } from '../../helpers/mock-model.ts';
import { modelOf, routes, words } from '../../helpers/sdk-routes.ts';

let provider: ImitationProvider;
beforeEach(async () => {
  provider = await startImitationProvider({ reply: () => words(50) });
});
afterEach(() => provider.close());

const location = { type: 'lines', start: 1, end: 1 } as const;
const question = 'Why?';

function prepare(model = modelOf(provider, 'alibaba')) {
  const sources = [[{ type: 'text' as const, source: 'a.md', location, text: words(3_000) }]];
  return prepareContext({ sources, model, maxOutputTokens: 500 });
}

async function atMostOf(context: Awaited<ReturnType<typeof prepare>>): Promise<number> {
  return estimateCost({ context }).atMost?.max ?? Number.NaN;
}

test.each(routes)(
  'calls that share a budget never cross it together ($route, $manner)',
  async ({ route, manner }) => {
    const context = await prepare(modelOf(provider, route));
    const maxCostUsd = (await atMostOf(context)) * 2.5;
    const budget = createBudget({ maxCostUsd });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, () =>
        manner === 'whole'
          ? answerQuestion({ context, question, budget })
          : streamAnswer({ context, question, budget }).answer,
      ),
    );
    const refused = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(30);
    for (const error of refused) expect(error).toMatchObject({ code: 'cost-cap', facts: { attempts: [] } });
    const billed = Number(provider.invoice.totals.dollars);
    expect(billed).toBeLessThanOrEqual(maxCostUsd);
    expect(budget.spentUsd).toBeCloseTo(billed, 9);
    expect(budget.reservedUsd).toBe(0);
  },
);

test('a retry that may be billed beside the first request is not sent when both would cross the limit', async () => {
  const context = await prepare();
  const maxCostUsd = (await atMostOf(context)) * 1.5;
  provider.failNext({ type: 'error', status: 500 });
  await expect(answerQuestion({ context, question, maxCostUsd })).rejects.toMatchObject({
    code: 'cost-cap',
    facts: { limitUsd: maxCostUsd, attempts: [{ outcome: { type: 'failed', status: 500 } }] },
  });
  expect(provider.requests).toHaveLength(1);
});

test('a retry of a refused request costs nothing twice', async () => {
  const context = await prepare();
  const maxCostUsd = (await atMostOf(context)) * 1.5;
  provider.failNext({ type: 'error', status: 429, headers: { 'retry-after-ms': '1' } });
  const { attempts } = await answerQuestion({ context, question, maxCostUsd });
  expect(attempts.map(({ cost }) => cost?.max === 0)).toEqual([true, false]);
});

test('thinking is held back too, where it comes on top of the answer', async () => {
  const context = await prepare();
  const maxCostUsd = await atMostOf(context);
  await answerQuestion({ context, question, maxCostUsd });
  for (const thinking of [
    { reasoning: 'low' as const },
    { providerOptions: { alibaba: { enableThinking: true } } },
  ]) {
    await expect(answerQuestion({ context, question, maxCostUsd, ...thinking })).rejects.toMatchObject({
      code: 'cost-cap',
      // 81,920 tokens of thought at $0.40 a million.
      facts: { atMostUsd: expect.closeTo(maxCostUsd + 0.032768, 9) },
    });
  }
});

test('a repair that would cross the limit is not sent, and what had come goes with the error', async () => {
  const { z } = await import('zod');
  const model = mockModel({ text: '{"data": 7}', usage: usageOf(10, 10, { cacheWrite: 5_000 }) });
  const context = await prepare(model);
  // What a repair adds to the prompt is counted by its bytes.
  const maxCostUsd = (await atMostOf(context)) * 1.1;
  await expect(
    answerQuestion({ context, question, maxCostUsd, schema: z.string(), repairObject: 'once' }),
  ).rejects.toMatchObject({ code: 'cost-cap', facts: { text: '{"data": 7}', attempts: [{}] } });
});

test('a model without a price is refused before anything is sent, by a shared budget too', async () => {
  const model = Object.assign(mockModel('x'), { provider: 'acme.chat' });
  const context = await prepare();
  for (const limit of [{ maxCostUsd: 1 }, { budget: createBudget({ maxCostUsd: 1 }) }]) {
    await expect(answerQuestion({ context, question, model, ...limit })).rejects.toMatchObject({
      code: 'cost-unknown',
    });
  }
  expect(model.doGenerateCalls).toHaveLength(0);
});

test('an answer that was stopped counts as the most that it may have cost', async () => {
  const context = await prepare();
  const budget = createBudget({ maxCostUsd: 1 });
  provider.failNext({ type: 'hang', when: 'mid-stream', afterCharacters: 5 });
  const controller = new AbortController();
  const { textStream, answer } = streamAnswer({ context, question, budget, abortSignal: controller.signal });
  for await (const _ of textStream) {
    controller.abort();
    break;
  }
  const atMost = await atMostOf(context);
  await expect(answer).rejects.toMatchObject({
    code: 'aborted',
    facts: { attempts: [{ cost: undefined, atMost: { max: expect.closeTo(atMost, 9) } }] },
  });
  expect(budget.spentUsd).toBeCloseTo(atMost, 9);
});
