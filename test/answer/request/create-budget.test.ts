import { expect, test } from 'vitest';
import { createBudget } from '../../../src/answer/request/create-budget.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

test('holds back what is under way, and gives back what was not needed', () => {
  const budget = createBudget({ maxCostUsd: 1 });
  const first = budget.reserve(0.6);
  expect(budget.reserve(0.5)).toBeUndefined();
  expect(budget).toMatchObject({ reservedUsd: 0.6, spentUsd: 0 });
  first?.settle(0.1);
  first?.settle(0.9);
  expect(budget).toMatchObject({ reservedUsd: 0, spentUsd: 0.1 });
  expect(budget.reserve(0.9)).toBeDefined();
});

test('a cost that stays unknown counts as the most that it may have been', () => {
  const budget = createBudget({ maxCostUsd: 1 });
  budget.reserve(0.6)?.settle(undefined);
  expect(budget.spentUsd).toBe(0.6);
  expect(budget.reserve(0.41)).toBeUndefined();
});

test('goes on from what was spent before', () => {
  const budget = createBudget({ maxCostUsd: 1, spentUsd: 0.75 });
  expect(budget.reserve(0.26)).toBeUndefined();
  expect(budget.reserve(0.25)).toBeDefined();
});

test('ten dimes make a dollar, whatever binary fractions say', () => {
  const budget = createBudget({ maxCostUsd: 1 });
  for (let dime = 0; dime < 10; dime += 1) budget.reserve(0.1)?.settle(0.1);
  expect(budget.spentUsd).toBe(1);
  expect(budget.reserve(1e-12)).toBeUndefined();
});

test.each([0, Number.NaN, -1])('a limit of %d allows nothing', (maxCostUsd) => {
  expect(createBudget({ maxCostUsd }).reserve(0.000001)).toBeUndefined();
});

test('whatever is reserved and settled in whatever order, the limit is not crossed', () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const random = seededRandom(seed);
    const budget = createBudget({ maxCostUsd: 1 });
    const open: (() => void)[] = [];
    let billed = 0;
    for (let step = 0; step < 100; step += 1) {
      const atMost = random.next() / 5;
      const reservation = budget.reserve(atMost);
      const cost = random.next() * atMost;
      if (reservation !== undefined) {
        open.push(() => {
          reservation.settle(random.below(5) === 0 ? undefined : cost);
          billed += cost;
        });
      }
      while (open.length > random.below(6)) random.shuffle(open.splice(0, 1))[0]?.();
      expect(budget.spentUsd + budget.reservedUsd).toBeLessThanOrEqual(1);
      expect(billed).toBeLessThanOrEqual(budget.spentUsd + 1e-9);
    }
  }
});
