import type { ModelMessage } from 'ai';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createBudget } from '../../../src/answer/request/create-budget.ts';
import { type AnswerQuestionOptions, answerQuestion, streamAnswer } from '../../../src/answer-question.ts';
import { addCosts } from '../../../src/model/calculate-cost.ts';
import { summarizeLedger } from '../../../src/model/summarize-ledger.ts';
import { prepareContext } from '../../../src/prepare-context.ts';
import type { LedgerEntry } from '../../../src/result.ts';
import { imitateModel } from '../../helpers/imitated-model.ts';
import { words } from '../../helpers/sdk-routes.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

const location = { type: 'lines', start: 1, end: 1 } as const;
const segment = { type: 'text', source: 'a.md', location, text: words(1_050) } as const;
const runs = 10_000;
const schema = z.object({ answer: z.string() });

/**
 * Runs of one or two questions each, with everything that a bill depends on: whole and streamed, text and schema with a repair,
 * mended citations, follow-ups, an expired cache, a call without one, refused requests. The gateway's read price is a
 * range, so there the invoice must lie inside the ledger's; over the direct route they are equal.
 */
test.each([
  ['alibaba.chat', runs * 0.8],
  ['gateway', runs * 0.2],
] as const)(
  'the ledger is the invoice, over %s, in %i random runs',
  async (provider, count) => {
    const random = seededRandom(count);
    const replies = [
      () => words(1 + random.below(40)),
      () => '{"data": {"answer": "yes"}, "citations": []}',
      () => '{"data": 7}',
      () => 'At nine.<cite id="a.md">nowhere</cite>',
    ];
    const imitation = imitateModel({ provider, reply: () => random.pick(replies)() });
    const context = await prepareContext({ sources: [[segment]], model: imitation.model });
    let clock = 0;
    const now = () => clock;
    const entries: LedgerEntry[] = [];
    const ledger = { append: (entry: LedgerEntry) => void entries.push(entry), async *read() {} };
    const budget = createBudget({ maxCostUsd: 1_000 });

    for (let run = 0; run < count; run += 1) {
      const kind = random.below(10);
      imitation.decide(() => (random.below(12) === 0 ? 'refused' : 'answered'));
      let history: readonly ModelMessage[] = [];
      const options = (): AnswerQuestionOptions => ({
        ...{ context, question: words(1 + random.below(30), 'q'), history, ledger, now, budget },
        ...(kind % 3 === 0 && { schema, repairObject: 'once' as const }),
        ...(kind % 2 === 0 && { mendCitations: 'once' as const }),
        ...(kind === 7 && { cache: 'off' as const }),
      });
      const manner = random.pick(['whole', 'streamed']);
      for (let turn = kind === 9 ? 2 : 1; turn > 0; turn -= 1) {
        const asked = options();
        const answer = await (manner === 'whole' ? answerQuestion(asked) : streamAnswer(asked).answer).catch(
          () => undefined,
        );
        history = answer?.messages ?? [];
      }
      if (random.below(40) === 0) {
        const seconds = random.below(700);
        imitation.advance(seconds);
        clock += seconds * 1000;
      }
    }

    const { lines, totals } = imitation.invoice;
    const billed = entries.filter(({ outcome }) => outcome.type === 'finished');
    expect(lines.length).toBeGreaterThan(count * 0.9);
    expect(billed.map(({ tokens }) => tokens)).toEqual(
      lines.map(({ uncached, cacheRead, cacheWrite, output }) => ({
        uncached,
        cacheRead,
        cacheWrite,
        output,
        reasoning: 0,
      })),
    );
    const { total } = await summarizeLedger(entries);
    expect(total.unknownRequests).toBe(0);
    expect(addCosts(entries.map(({ cost }) => cost))).toEqual(total.cost);
    const dollars = Number(totals.dollars);
    expect(total.cost.max).toBeCloseTo(dollars, 9);
    if (provider === 'gateway') expect(total.cost.min).toBeLessThan(dollars);
    else expect(total.cost.min).toBeCloseTo(dollars, 9);
    expect(budget.spentUsd).toBeCloseTo(dollars, 9);
    // All kinds were there.
    expect(totals.cacheWrite).toBeGreaterThan(0);
    expect(totals.cacheRead).toBeGreaterThan(totals.cacheWrite);
    expect(entries.length).toBeGreaterThan(lines.length);
    // Some 20 s alone, and a minute where others work beside it.
  },
  240_000,
);

test('what breaks on the way is on the invoice, and within what the ledger says at most', async () => {
  const imitation = imitateModel({ provider: 'alibaba.chat', reply: () => words(9) });
  const context = await prepareContext({ sources: [[segment]], model: imitation.model });
  const entries: LedgerEntry[] = [];
  const ledger = { append: (entry: LedgerEntry) => void entries.push(entry), async *read() {} };
  imitation.decide(() => 'broken');
  for (let run = 0; run < 20; run += 1) {
    await answerQuestion({ context, question: 'Why?', ledger, maxRetries: 0 }).catch(() => undefined);
  }
  const { total } = await summarizeLedger(entries);
  expect(total).toMatchObject({ requests: 20, unknownRequests: 20, cost: { max: 0 } });
  expect(total.unknownAtMost?.max).toBeGreaterThan(Number(imitation.invoice.totals.dollars));
});
