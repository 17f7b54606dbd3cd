import { expect, test } from 'vitest';
import { z } from 'zod';
import { answerQuestion, streamAnswer } from '../../../src/answer-question.ts';
import { prepareContext } from '../../../src/prepare-context.ts';
import { mockModel } from '../../helpers/mock-model.ts';

const location = { type: 'lines', start: 1, end: 2 } as const;
const text = 'The lock closes at nine.\nIts keeper is Runa Holt.\n';
const question = 'When, and who?';
const raw =
  'At nine.<cite id="a.md">The lock closes at nine.</cite> Runa.<cite id="a.md">Runa keeps it.</cite> Odd.<cite id="a.md">Odd too.</cite>';
const better = '[2] <cite id="a.md">Its keeper is Runa Holt.</cite>\n[3] <cite id="a.md">Odd as well.</cite>';

async function prepare(...replies: readonly (string | (() => string))[]) {
  const model = mockModel(...replies);
  const sources = [[{ type: 'text' as const, source: 'a.md', location, text }]];
  return { model, context: await prepareContext({ sources, model }) };
}

test('asks once for better quotes, keeps those that are found, and bills both', async () => {
  const { context, model } = await prepare(raw, better);
  const answer = await answerQuestion({ context, question, mendCitations: 'once' });
  expect(answer.text).toBe('At nine. [1] Runa. [2] Odd. [3]');
  expect(answer.citations.map(({ mark, quote, verified }) => [mark, quote, verified])).toEqual([
    [1, 'The lock closes at nine.', true],
    [2, 'Its keeper is Runa Holt.', true],
    [3, 'Odd too.', false],
  ]);
  expect(answer.attempts).toHaveLength(2);
  expect(answer.cost?.max).toBeCloseTo(0.000028, 12);
  const asked = JSON.stringify(model.doGenerateCalls[1]?.prompt.at(-1));
  expect(asked).toContain('Runa keeps it.');
  expect(asked).not.toContain('closes at nine');
});

test('a mended citation comes into the stream under its old mark', async () => {
  const { context } = await prepare(raw, better);
  const events = await Array.fromAsync(streamAnswer({ context, question, mendCitations: 'once' }).stream);
  const citations = events.flatMap((event) => (event.type === 'citation' ? [event.citation] : []));
  expect(citations.map(({ mark, verified }) => [mark, verified])).toEqual([
    [1, true],
    [2, false],
    [3, false],
    [2, true],
  ]);
});

test('values of an object are mended too', async () => {
  const reply = { data: 'Runa', citations: [{ path: '', id: 'a.md', quote: 'Runa keeps it.' }] };
  const { context } = await prepare(JSON.stringify(reply), better.replace('[2]', '[1]'));
  const { citations } = await answerQuestion({
    context,
    question,
    schema: z.string(),
    mendCitations: 'once',
  });
  expect(citations).toMatchObject([{ mark: 1, path: '', quote: 'Its keeper is Runa Holt.', verified: true }]);
});

test.each([
  ['not unless asked to', 'never', raw],
  ['not when nothing is wrong', 'once', 'At nine.<cite id="a.md">The lock closes at nine.</cite>'],
] as const)('asks %s', async (_, mendCitations, reply) => {
  const { context } = await prepare(reply, better);
  expect((await answerQuestion({ context, question, mendCitations })).attempts).toHaveLength(1);
});

test('what goes wrong with mending costs nobody the answer', async () => {
  const { context } = await prepare(raw, () => {
    throw new Error('gone');
  });
  const answer = await answerQuestion({ context, question, mendCitations: 'once', maxRetries: 0 });
  expect(answer.citations.map(({ verified }) => verified)).toEqual([true, false, false]);
  expect(answer.warnings.join()).toContain('The citations were not mended');
});
