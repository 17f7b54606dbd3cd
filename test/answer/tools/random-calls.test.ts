import { afterEach, expect, test } from 'vitest';
import { findDocuments } from '../../helpers/citation-format.ts';
import type { ImitatedToolCall } from '../../helpers/reply.ts';
import { routes } from '../../helpers/sdk-routes.ts';
import { type SeededRandom, seededRandom } from '../../helpers/seeded-random.ts';
import { ask, closeToolProviders, harbour, prepareHarbour, startToolProvider, type Turn } from './harbour.ts';

afterEach(closeToolProviders);

const addresses = [
  ...[
    'docs/harbour.md',
    'docs/harbour.md#L7',
    'docs/harbour.md#L9+5',
    'survey.pdf',
    'survey.pdf#page=2',
    'src/tide.ts',
  ],
  ...[
    '',
    '.',
    '/',
    '..',
    'docs',
    'docs/',
    'src/../docs/harbour.md',
    '/etc/passwd',
    'survey.pdf#page=99',
    '\u0000',
    '😀',
  ],
];

function randomCall(random: SeededRandom): ImitatedToolCall {
  const number = () => random.pick<unknown>([-1, 0, 1, 2, 100, 203, 1e9, '3', 'x', null, 1.5]);
  const inputs: readonly ImitatedToolCall['input'][] = [
    {},
    { id: random.pick(addresses) },
    { id: random.pick(addresses), start: number(), end: number() },
    { folder: random.pick(addresses), after: random.pick(addresses) },
    { query: random.pick(['lock', 'mooring 7', '', 'zzz']), within: random.pick(addresses) },
    { query: random.pick(['lock', 'berth']) },
    random.pick(['{', '[]', 'null', '"docs/harbour.md"', '']),
  ];
  return { name: random.pick(['list', 'read', 'search', 'read', 'write']), input: random.pick(inputs) };
}

test.each(routes)(
  'whatever a model calls, over $route, $manner: all is recorded, bounded and billed',
  async ({ route, manner }) => {
    const random = seededRandom(route.length * 7 + manner.length);
    for (let run = 0; run < 25; run += 1) {
      const turns = Array.from({ length: 1 + random.below(4) }, () =>
        Array.from({ length: 1 + random.below(4) }, () => randomCall(random)),
      );
      const ends = random.below(4) > 0;
      const provider = await startToolProvider(...turns, ...(ends ? ['Nine.' satisfies Turn] : []));
      const strategy = random.pick(['pack', 'retrieve'] as const);
      const context = await prepareHarbour(provider, route, { strategy });
      const maxSteps = 1 + random.below(6);
      const maxReadBytes = 500 + random.below(20_000);
      const answer = await ask(manner, { context, maxSteps, maxReadBytes });

      const { requests, invoice, seen } = provider;
      expect(requests.length).toBeLessThanOrEqual(maxSteps);
      expect(answer.complete).toBe(ends && turns.length < maxSteps);
      expect(answer.attempts.map(({ tokens }) => tokens?.output)).toEqual(
        invoice.lines.map(({ output }) => output),
      );
      expect(answer.cost?.max).toBeCloseTo(Number(invoice.totals.dollars), 12);
      // One record for each call, in the requests that asked for them.
      const asked = requests.flatMap((_, index) => (turns[Math.min(index, turns.length - 1)] ?? []).length);
      const calls = requests.map(
        (_, index) => answer.toolCalls?.filter(({ step }) => step === index + 1).length,
      );
      expect(calls).toEqual(asked.map((count, index) => (ends && index === turns.length ? 0 : count)));
      // Nothing but lines of the documents, and no more than may be shown.
      const shown = seen.at(-1)?.toolResults.flatMap(findDocuments) ?? [];
      const known = new Set(harbour.flatMap(({ text }) => text.split('\n')));
      const lines = shown.flatMap(({ text }) => text.split('\n'));
      for (const line of lines)
        expect(
          [...known].some((whole) => whole.includes(line)),
          line,
        ).toBe(true);
      expect(Buffer.byteLength(lines.join('\n'))).toBeLessThanOrEqual(maxReadBytes);
    }
  },
);
