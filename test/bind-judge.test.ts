import { expect, test } from 'vitest';
import { createBudget } from '../src/answer/request/create-budget.ts';
import { bindJudge } from '../src/bind-judge.ts';
import { imitateModel } from './helpers/imitated-model.ts';

const asked = { question: 'When?', accept: ['at nine'], text: 'It is at 9 in the morning.' };
const abortSignal = undefined;
const prices = undefined;

function judging(reply: string) {
  return imitateModel({ provider: 'alibaba.chat', reply: () => reply });
}

test.each([
  ['RIGHT', true],
  [' **Right**, since it says so.', true],
  ['wrong.', false],
  ['It is RIGHT.', undefined],
  ['', undefined],
])('"%s" is %s', async (reply, right) => {
  const judge = bindJudge(judging(reply).model, {
    budget: createBudget({ maxCostUsd: 1 }),
    prices,
    abortSignal,
  });
  expect((await judge.judge(asked)).right).toBe(right);
});

test('its requests are held to a limit that they share: none is sent that could cross it', async () => {
  const imitation = judging('RIGHT');
  const budget = createBudget({ maxCostUsd: 0.001 });
  const judge = bindJudge(imitation.model, { budget, prices, abortSignal });
  const { attempts } = await judge.judge(asked);
  expect(attempts).toHaveLength(1);
  expect(budget.spentUsd).toBeCloseTo(attempts[0]?.cost?.max ?? 0, 12);
  const text = 'long '.repeat(3_000);
  await expect(judge.judge({ ...asked, text })).rejects.toMatchObject({ code: 'cost-cap' });
  expect(imitation.invoice.lines).toHaveLength(1);
});
