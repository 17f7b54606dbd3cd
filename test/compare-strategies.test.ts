import { beforeAll, describe, expect, test } from 'vitest';
import type { Comparison, ComparisonCell, PricedCell } from '../src/compare/comparison.ts';
import { repriceComparison } from '../src/compare/complete-comparison.ts';
import { formatComparison } from '../src/compare/format-comparison.ts';
import { formulaRequests } from '../src/compare/formula-requests.ts';
import { arrivalNames, strategyNames } from '../src/compare/strategy.ts';
import { type CompareStrategiesOptions, compareStrategies } from '../src/compare-strategies.ts';
import { estimateCost } from '../src/estimate-cost.ts';
import { calculateTotal } from '../src/model/calculate-cost.ts';
import { findPriceCards } from '../src/model/find-price-cards.ts';
import { prepareContext } from '../src/prepare-context.ts';
import type { TextSegment } from '../src/segment.ts';
import { imitateModel } from './helpers/imitated-model.ts';
import { mockModel } from './helpers/mock-model.ts';

const lines = Array.from(
  { length: 600 },
  (_, index) => `Gate ${index} opens at ${(index * 7) % 24} o'clock and is kept by warden ${index * 13}.`,
);
const file: TextSegment = {
  type: 'text',
  source: 'gates.md',
  location: { type: 'lines', start: 1, end: lines.length },
  text: lines.join('\n'),
};
/** Of one length, so that the mean is the length of each. */
const questions = [11, 22, 33, 44].map((gate) => ({
  question: `When does Gate ${gate} open, and who keeps it?`,
  accept: [`${(gate * 7) % 24} o'clock`],
  evidence: [
    {
      source: 'gates.md',
      location: { type: 'lines' as const, start: gate + 1, end: gate + 1 },
      quote: lines[gate] ?? '',
    },
  ],
}));
const direct = findPriceCards({ model: 'qwen3.5-flash', route: 'alibaba' });

function compare(options: Partial<CompareStrategiesOptions> = {}): Promise<Comparison> {
  return compareStrategies({ sources: [[file]], model: mockModel(), questions, ...options });
}

function priced(cells: readonly ComparisonCell[]): PricedCell[] {
  return cells.filter((cell) => cell.outcome === 'priced');
}

test('the default is readable: four strategies, four counts, two arrivals, in closed form', async () => {
  const { cells } = await compare();
  expect(cells).toHaveLength(4 * 4 * 2);
  expect(new Set(priced(cells).map(({ basis }) => basis))).toEqual(new Set(['formula']));
});

describe('the simulation of real calls', () => {
  let simulated: Comparison;
  let formula: Comparison;
  beforeAll(async () => {
    const grid = { strategies: strategyNames, arrivals: arrivalNames, counts: [1, 2, 4, 11] };
    simulated = await compare({ ...grid, mode: 'imitate' });
    formula = await compare({ ...grid, mode: 'dry' });
  }, 60_000);

  test('agrees with the closed form within 2 %, in every cell', () => {
    expect(simulated.cells).toHaveLength(12 * 6 * 4);
    for (const [index, cell] of simulated.cells.entries()) {
      const other = formula.cells[index];
      const name = `${cell.strategy} ${cell.arrival} ${cell.questions}`;
      if (cell.outcome !== 'priced' || other?.outcome !== 'priced') {
        expect(cell, name).toEqual(other);
        continue;
      }
      // A cascade falls through at whole questions, and the first few are not the average.
      const tolerance = cell.strategy === 'cascade' ? 0.5 : 0.02;
      const ratio = (cell.cost?.max ?? 0) / (other.cost?.max ?? 1);
      expect(
        Math.abs(ratio - 1),
        `${name}: ${cell.cost?.max} simulated, ${other.cost?.max} by formula`,
      ).toBeLessThan(tolerance);
    }
  });

  test('says of each cell where it is from', () => {
    for (const cell of priced(simulated.cells)) {
      expect(cell.basis, cell.strategy).toBe(cell.strategy === 'tools' ? 'formula' : 'simulated');
    }
  });

  test('counts the writes: one back to back, each in gaps, ten by ten cold processes, one of ten when primed', () => {
    const writes = (arrival: string) =>
      priced(simulated.cells).find(
        (cell) => cell.strategy === 'explicit-cache' && cell.arrival === arrival && cell.questions === 11,
      )?.writes;
    expect(
      ['back-to-back', 'one-a-minute', 'gaps', 'cold-concurrent', 'primed-concurrent'].map(writes),
    ).toEqual([1, 1, 11, 10, 1]);
  });

  test('never costs less for more questions, nor for colder ones', () => {
    const byRow = Map.groupBy(priced(simulated.cells), ({ strategy, arrival }) => `${strategy} ${arrival}`);
    for (const [row, cells] of byRow) {
      const costs = cells.map(({ cost }) => cost?.max ?? 0);
      expect(costs, row).toEqual(costs.toSorted((a, b) => a - b));
    }
    const cached = priced(simulated.cells).filter(
      ({ strategy, questions: n }) => strategy === 'explicit-cache' && n === 11,
    );
    const cost = (arrival: string) => cached.find((cell) => cell.arrival === arrival)?.cost?.max ?? 0;
    expect(cost('gaps')).toBeGreaterThan(cost('cold-concurrent'));
    expect(cost('cold-concurrent')).toBeGreaterThan(cost('primed-concurrent'));
  });

  test('finds what of the evidence reaches the model', () => {
    const recall = (strategy: string) =>
      priced(simulated.cells).find((cell) => cell.strategy === strategy)?.evidenceRecall;
    expect(recall('full')).toMatchObject({ share: 1, of: 4 });
    expect(recall('retrieval-4k')?.of).toBe(4);
    expect(recall('map-reduce')).toMatchObject({ share: 1, of: 4 });
    expect(recall('tools')).toBeUndefined();
  });
});

test('documents that do not fit are dealt out to shards, asked as the closed form says', async () => {
  const { cells, workload } = await compare({
    ...{ mode: 'imitate', profile: { contextWindow: 26_000 }, counts: [1, 4, 11], arrivals: arrivalNames },
    sources: [[file, ...['b.md', 'c.md', 'd.md'].map((source) => ({ ...file, source }))]],
    strategies: ['map-reduce', 'map-reduce-cached'],
  });
  expect(workload.measuredShards?.length).toBeGreaterThan(2);
  expect(priced(cells)).toHaveLength(cells.length);
  for (const cell of priced(cells)) {
    const planned = formulaRequests(cell.strategy, { ...workload, ...cell });
    if (planned.type !== 'requests') throw new Error(planned.type);
    const other = calculateTotal(planned.groups, direct)?.max ?? 0;
    const name = `${cell.strategy} ${cell.arrival} ${cell.questions}: ${cell.cost?.max} and ${other}`;
    expect(Math.abs((cell.cost?.max ?? 0) / other - 1), name).toBeLessThan(0.02);
    expect(cell.evidenceRecall?.share).toBe(1);
  }
  const writes = (arrival: string) =>
    priced(cells).find((cell) => cell.arrival === arrival && cell.writes > 0 && cell.questions === 11)
      ?.writes;
  const shards = workload.measuredShards?.length ?? 0;
  expect(['back-to-back', 'gaps', 'cold-concurrent', 'primed-concurrent'].map(writes)).toEqual([
    ...[shards, 11 * shards, 10 * shards, shards],
  ]);
});

test('a question that comes again finds what it found before', async () => {
  const options = { mode: 'imitate', arrivals: ['back-to-back'], strategies: ['retrieval-16k'] } as const;
  // Nothing of these is asked for, but they hold a number that a person might write behind a question.
  const others = Array.from({ length: 8 }, (_, index) => ({
    ...file,
    source: `minutes-${index}.md`,
    text: 'Of the 2 proposals 3 were put off.\n'.repeat(20),
  }));
  const short = { ...file, text: lines.slice(0, 50).join('\n') };
  const { cells } = await compare({ ...options, sources: [[short, ...others]], counts: [4, 8, 12] });
  const [once = 0, twice = 0, thrice = 0] = priced(cells).map(({ tokens }) => tokens.uncached);
  expect(Math.abs(twice / once - 2)).toBeLessThan(0.01);
  expect(Math.abs(thrice / once - 3)).toBeLessThan(0.01);
});

test('the same seed gives the same report, and another one another order', async () => {
  const options = { mode: 'imitate', strategies: ['cascade', 'explicit-cache'], counts: [1, 3] } as const;
  const [one, same] = [await compare(options), await compare(options)];
  expect(JSON.stringify(same)).toBe(JSON.stringify(one));
  expect((await compare({ ...options, seed: 2 })).seed).toBe(2);
});

test('the answer stands first, in words, with what retrieval misses', async () => {
  const { answer, breakEvens, truths, uncertain } = await compare({
    counts: [4],
    arrivals: ['back-to-back'],
  });
  expect(answer).toMatch(/^For 4 questions over 1 document \([\d,]+ tokens\), back-to-back: .*\$0\.0/);
  expect(breakEvens.map(({ words }) => words)).toContain(
    'explicit-cache costs less than full from question 2 on.',
  );
  const said = truths.join('\n');
  for (const each of [
    /10 % of the documents/,
    /2\d % more with the documents marked/,
    /pay ten writes/,
    /question last/,
  ]) {
    expect(said).toMatch(each);
  }
  expect(uncertain.join('\n')).toContain('3 % more');
});

test('documents that do not fit are retrieved, and the cells that cannot be say so', async () => {
  const { cells, answer } = await compare({
    profile: { contextWindow: 16_000 },
    counts: [1],
    arrivals: ['gaps'],
  });
  expect(cells.map(({ strategy, outcome }) => `${strategy} ${outcome}`)).toEqual([
    'full does-not-fit',
    'explicit-cache does-not-fit',
    'retrieval-16k priced',
    'one-call does-not-fit',
  ]);
  expect(answer).toMatch(/retrieve \(retrieval-16k\), for .* since the documents do not fit and misses none/);
});

test('at other prices all dollars change and nothing else is asked', async () => {
  const comparison = await compare({ mode: 'imitate', counts: [1, 3], arrivals: ['back-to-back'] });
  expect(repriceComparison(JSON.parse(JSON.stringify(comparison)), direct)).toEqual(comparison);
  const tenfold = direct.map((card) => ({
    ...card,
    inputPerMillion: 1,
    outputPerMillion: 4,
    cacheWritePerMillion: 1.25,
    cacheReadPerMillion: 0.1,
  }));
  const dear = repriceComparison(comparison, tenfold);
  for (const [index, cell] of priced(dear.cells).entries()) {
    expect(cell.cost?.max).toBeCloseTo((priced(comparison.cells)[index]?.cost?.max ?? 0) * 10, 9);
  }
  const unknown = repriceComparison(comparison, []);
  expect(priced(unknown.cells).every(({ cost }) => cost === undefined)).toBe(true);
  expect(unknown.answer).toContain('Nothing could be priced');
});

describe('live', () => {
  const answering = (options: { prompt: unknown }) => {
    const gate = /Gate (\d+) open, and/.exec(JSON.stringify(options.prompt))?.[1];
    const line = lines[Number(gate)] ?? '';
    // The third is answered wrongly.
    return gate === '33' ? 'At noon.' : `It does: ${line}<cite id="gates.md">${line}</cite>`;
  };
  const live = { mode: 'live', maxCostUsd: 1, strategies: ['explicit-cache', 'retrieval-4k'] } as const;

  test('bills what the provider counted, grades the answers, and says what a right one costs', async () => {
    const imitation = imitateModel({ provider: 'alibaba.chat', reply: answering });
    const { cells } = await compare({ ...live, model: imitation.model });
    const [cached, retrieved] = priced(cells);
    expect([cached?.basis, retrieved?.basis]).toEqual(['live', 'live']);
    expect((cached?.cost?.max ?? 0) + (retrieved?.cost?.max ?? 0)).toBeCloseTo(
      Number(imitation.invoice.totals.dollars),
      12,
    );
    expect(cached).toMatchObject({ questions: 4, writes: 1, right: { share: 0.75, of: 4 } });
    expect(cached?.citationPrecision).toMatchObject({ share: 1, of: 3 });
    const { usd = 0, low = 0, high = 0 } = cached?.usdPerRight ?? {};
    expect(usd).toBeCloseTo((cached?.cost?.max ?? 0) / 3, 12);
    expect(low).toBeLessThan(usd);
    expect(high).toBeGreaterThan(usd);
    const again = repriceComparison(
      await compare({ ...live, model: imitateModel({ provider: 'alibaba.chat', reply: answering }).model }),
      direct,
    );
    expect(priced(again.cells)[0]?.basis).toBe('replayed');
  });

  test('map-reduce asks every shard and joins what they found, within the one limit', async () => {
    const replying = (options: { prompt: unknown }) => {
      const prompt = JSON.stringify(options.prompt);
      return prompt.includes('one part of a larger collection')
        ? JSON.stringify({ data: { findings: [answering(options)] }, citations: [] })
        : answering(options);
    };
    const imitation = imitateModel({ provider: 'alibaba.chat', reply: replying });
    const shards = {
      ...live,
      model: imitation.model,
      strategies: ['map-reduce-cached', 'map-reduce'],
    } as const;
    const { cells } = await compare(shards);
    const [cached, anew] = priced(cells);
    expect([cached?.basis, anew?.basis]).toEqual(['live', 'live']);
    // One shard holds all: it and the join make two requests a question.
    expect(cached).toMatchObject({ writes: 1, right: { share: 0.75 } });
    expect(imitation.invoice.lines).toHaveLength(2 * 2 * questions.length);
    expect((cached?.cost?.max ?? 0) + (anew?.cost?.max ?? 0)).toBeCloseTo(
      Number(imitation.invoice.totals.dollars),
      12,
    );
    const capped = await compare({ ...shards, maxCostUsd: 0.000_1 });
    expect(capped.cells.map(({ outcome }) => outcome)).toEqual(['stopped', 'stopped']);
    expect(imitation.invoice.lines).toHaveLength(2 * 2 * questions.length);
  });

  describe('with a model that judges', () => {
    /** Other words than the accepted ones, which no plain comparison would take. */
    const inOtherWords = (options: { prompt: unknown }) =>
      answering(options).replaceAll(" o'clock", ' hours');
    const judging = () =>
      imitateModel({
        provider: 'alibaba.chat',
        reply: ({ prompt }) => (JSON.stringify(prompt).includes('At noon.') ? ' WRONG: no.' : 'Right.'),
      });

    test('it grades instead of the grader; its requests are billed, and told apart', async () => {
      const asked = imitateModel({ provider: 'alibaba.chat', reply: inOtherWords });
      const plain = await compare({ ...live, model: asked.model, counts: [2, 4] });
      expect(priced(plain.cells).map(({ right }) => right?.share)).toEqual([0, 0, 0, 0]);

      const again = imitateModel({ provider: 'alibaba.chat', reply: inOtherWords });
      const judge = judging();
      const options = { ...live, model: again.model, judgeModel: judge.model, counts: [2, 4] };
      const comparison = await compare({ ...options, strategies: ['explicit-cache'] });
      const [two, four] = priced(comparison.cells);
      expect(four?.right).toMatchObject({ share: 0.75, of: 4 });
      expect(four?.judged?.model).toBe('qwen3.5-flash');
      // Two of the four answers are in both cells, and each of the four was judged once.
      expect(judge.invoice.lines).toHaveLength(4);
      expect(four?.judged?.usd).toBeCloseTo(Number(judge.invoice.totals.dollars), 12);
      expect(two?.judged?.usd).toBeLessThan(four?.judged?.usd ?? 0);
      expect(four?.cost?.max).toBeCloseTo(Number(again.invoice.totals.dollars), 12);
      expect(formatComparison(comparison)).toMatch(
        /\| judging, apart \|[\s\S]*\| \$0\.000\d+ by qwen3\.5-flash \|/,
      );
    });

    test('it is refused where nothing is answered', async () => {
      await expect(compare({ judgeModel: judging().model })).rejects.toThrow(/live comparison/);
    });
  });

  test('questions of one call are answered one by one, and each answer is graded', async () => {
    const imitation = imitateModel({
      provider: 'alibaba.chat',
      reply: ({ prompt }) => {
        const asked = JSON.stringify(prompt).match(/Gate (\d+) open, and/g) ?? [];
        const lineOf = (name: string) => lines[Number(/\d+/.exec(name)?.[0])] ?? '';
        const answers = asked.map((name) => (name.includes('33') ? null : lineOf(name)));
        const citations = asked.map((name, index) => ({
          path: `/answers/${index}`,
          ...{ id: 'gates.md', quote: lineOf(name) },
        }));
        return JSON.stringify({ data: { answers }, citations });
      },
    });
    const { cells } = await compare({ ...live, model: imitation.model, strategies: ['one-call'] });
    expect(imitation.invoice.lines).toHaveLength(1);
    const [cell] = priced(cells);
    expect(cell?.right).toMatchObject({ share: 0.75, of: 4 });
    expect(cell?.citationPrecision).toMatchObject({ share: 1, of: 4 });
    expect(cell?.usdPerRight?.usd).toBeCloseTo((cell?.cost?.max ?? 0) / 3, 12);
    const broken = imitateModel({ provider: 'alibaba.chat', reply: () => 'No JSON at all.' });
    const stopped = await compare({ ...live, model: broken.model, strategies: ['one-call'] });
    expect(stopped.cells[0]).toMatchObject({
      outcome: 'stopped',
      because: expect.stringContaining('does not match'),
    });
  });

  test('a cascade asks the whole documents what retrieval did not find, and nothing else', async () => {
    const whole = file.text.slice(0, 200);
    const imitation = imitateModel({
      provider: 'alibaba.chat',
      // Of passages alone the second is not found.
      reply: (options) => {
        const prompt = JSON.stringify(options.prompt);
        const isPassages = !prompt.includes(JSON.stringify(whole).slice(1, -1));
        return isPassages && prompt.includes('Gate 22 open, and') ? '<not-found/>No.' : answering(options);
      },
    });
    const { cells } = await compare({ ...live, model: imitation.model, strategies: ['cascade'] });
    expect(imitation.invoice.lines).toHaveLength(questions.length + 1);
    expect(priced(cells)[0]).toMatchObject({ basis: 'live', writes: 1, right: { share: 0.75 } });
  });

  test('measures how long an answer and its first text take', async () => {
    const imitation = imitateModel({ provider: 'alibaba.chat', reply: answering });
    const { cells } = await compare({ ...live, model: imitation.model });
    for (const { secondsPerAnswer = 0, secondsToFirstText = 0 } of priced(cells)) {
      expect(secondsToFirstText).toBeGreaterThan(0);
      expect(secondsPerAnswer).toBeGreaterThanOrEqual(secondsToFirstText);
    }
  });

  test('sends nothing that could cross the limit, and keeps what it paid for', async () => {
    const imitation = imitateModel({ provider: 'alibaba.chat', reply: answering });
    const { model } = imitation;
    const { atMost } = estimateCost({ context: await prepareContext({ sources: [[file]], model }) });
    // Enough for one question, and not for the bound of another beside it.
    const maxCostUsd = (atMost?.max ?? 0) + 0.0001;
    const { cells } = await compare({ ...live, model, maxCostUsd, counts: [1, 4], strategies: ['full'] });
    expect(Number(imitation.invoice.totals.dollars)).toBeLessThan(maxCostUsd);
    expect(cells.map(({ outcome }) => outcome)).toEqual(['priced', 'stopped']);
    expect(cells[1]).toMatchObject({ because: expect.stringContaining('over the limit') });
  });

  test('is refused without a limit', async () => {
    await expect(compare({ mode: 'live' })).rejects.toThrow(/how much at most/);
  });
});

test('stops when it is told to', async () => {
  const abortSignal = AbortSignal.abort();
  await expect(compare({ mode: 'imitate', abortSignal })).rejects.toMatchObject({ code: 'aborted' });
});
