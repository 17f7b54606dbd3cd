import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerQuestion } from '../../../src/answer-question.ts';
import { estimateCost } from '../../../src/estimate-cost.ts';
import { loadMedia } from '../../../src/load/load-media.ts';
import { type PrepareContextOptions, prepareContext } from '../../../src/prepare-context.ts';
import { prepareShards } from '../../../src/prepare-shards.ts';
import type { MediaSegment, TextSegment } from '../../../src/segment.ts';
import { type ImitationProvider, startImitationProvider } from '../../helpers/imitation-provider.ts';
import { mockModel } from '../../helpers/mock-model.ts';
import { modelOf, words } from '../../helpers/sdk-routes.ts';

/** What a PNG begins with: its signature and its size. No part of it is a picture. */
function png(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(40, 7);
  Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1').copy(bytes);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

const page = (number: number): MediaSegment => ({
  type: 'media',
  source: 'scan.pdf',
  location: { type: 'page', page: number },
  mediaType: 'image/png',
  data: png(1_224, 1_584),
});
const text: TextSegment = {
  type: 'text',
  source: 'a.md',
  location: { type: 'lines', start: 1, end: 1 },
  text: words(1_500),
};
const question = 'What does page two say?';

let provider: ImitationProvider;
let reply = '';
beforeEach(async () => {
  reply = 'At nine.<cite id="scan.pdf#page=2">closes at nine</cite>';
  provider = await startImitationProvider({ reply: () => reply });
});
afterEach(() => provider.close());

test('images stand behind the documents with their addresses, the last one marked, in front of the question', async () => {
  const context = await prepareContext({
    sources: [[text, page(1), page(2)]],
    model: modelOf(provider, 'alibaba'),
    media: 'send',
  });
  const { citations } = await answerQuestion({ context, question });
  await answerQuestion({ context, question: 'And page one?' });
  const url = `data:image/png;base64,${Buffer.from(page(1).data).toString('base64')}`;
  const image = { type: 'image_url', image_url: { url } };
  const body = provider.requests[0]?.body as { messages: { content: object[] }[] } | undefined;
  const [document, ...rest] = body?.messages[1]?.content ?? [];
  expect(document).toMatchObject({ type: 'text', cache_control: { type: 'ephemeral' } });
  expect(rest).toMatchObject([
    { type: 'text', text: expect.stringMatching(/^<image-\S+ id="scan\.pdf#page=1">$/) },
    image,
    { type: 'text', text: expect.stringMatching(/^<image-\S+ id="scan\.pdf#page=2">$/) },
    { ...image, cache_control: { type: 'ephemeral' } },
    { type: 'text', text: question },
  ]);
  expect(rest[1]).not.toHaveProperty('cache_control');
  const [first, second] = provider.invoice.lines;
  expect(second?.cacheRead).toBe((first?.cacheWrite ?? 0) + (first?.cacheRead ?? 0));
  // What a model read off a picture cannot be looked up; the page is known.
  expect(citations).toMatchObject([
    { source: 'scan.pdf', location: { type: 'page', page: 2 }, quote: 'closes at nine', verified: false },
  ]);
});

test('images count by the published rule: in the budget, in the estimate and under the limit', async () => {
  const prepare = (items: readonly (TextSegment | MediaSegment)[]) =>
    prepareContext({ sources: [items], model: mockModel('Yes.'), media: 'send' });
  const without = await prepare([text]);
  const context = await prepare([text, ...Array.from({ length: 10 }, (_, index) => page(index + 1))]);
  // 39 times 50 squares of 32 pixels, and 2: 1,952 each.
  const more = context.decision.tokens.needed - without.decision.tokens.needed;
  expect(more).toBeGreaterThan(10 * 1_952);
  expect(more).toBeLessThan(10 * 2_100);
  const atMost = estimateCost({ context, question }).atMost?.max ?? Number.NaN;
  await expect(answerQuestion({ context, question, maxCostUsd: atMost })).resolves.toMatchObject({
    complete: true,
  });
  await expect(answerQuestion({ context, question, maxCostUsd: atMost * 0.9 })).rejects.toMatchObject({
    code: 'cost-cap',
  });
});

test('documents that are nothing but scans can be asked about', async () => {
  const context = await prepareContext({
    sources: [[page(1), page(2)]],
    model: modelOf(provider, 'alibaba'),
    media: 'send',
  });
  expect((await answerQuestion({ context, question })).complete).toBe(true);
  expect(context.coverage.documents).toMatchObject([{ source: 'scan.pdf', segments: 2 }]);
});

test.each([
  ['a model that takes none', { model: 'gpt-5' }, page(1), /gpt-5 takes no images/],
  ['more than it takes', {}, undefined, /250 images of one request, and these are 251/],
  [
    'another kind of file',
    {},
    { ...page(1), mediaType: 'video/mp4' },
    /takes images only, and "scan\.pdf" is video\/mp4/,
  ],
])('%s is refused before anything is sent', async (_, options, media, message) => {
  const items = media === undefined ? Array.from({ length: 251 }, (__, index) => page(index + 1)) : [media];
  await expect(
    prepareContext({
      sources: [[text, ...items]],
      model: modelOf(provider, 'alibaba'),
      media: 'send',
      ...options,
    }),
  ).rejects.toMatchObject({ code: 'unsupported-media', message: expect.stringMatching(message) });
  expect(provider.requests).toHaveLength(0);
});

test('unless asked for, images are skipped and told', async () => {
  const context = await prepareContext({ sources: [[text, page(1)]], model: 'gpt-5' });
  expect(context.media).toBeUndefined();
  expect(context.skipped).toMatchObject([{ source: 'scan.pdf', reason: 'media' }]);
});

const clip = () => loadMedia(Buffer.from('not really a film'), { source: 'visit.mp4' });

async function askWith(
  options: Partial<PrepareContextOptions> = {},
  route: 'alibaba' | 'gateway' = 'gateway',
) {
  const context = await prepareContext({ sources: [[text]], model: modelOf(provider, route), ...options });
  const answer = await answerQuestion({ context, question });
  return { context, answer, line: provider.invoice.lines.at(-1) };
}

test('an attached file goes behind the documents, which are read from the cache that a plain question wrote', async () => {
  reply = 'Rain.<cite id="visit.mp4">rain on the quay</cite>';
  const plain = await askWith();
  const { answer, line } = await askWith({ sources: [[text], clip()] });
  expect(line?.cacheRead).toBe(plain.line?.cacheWrite);
  const body = provider.requests[1]?.body as { prompt: { content: object[] }[] };
  expect(body.prompt[1]?.content).toMatchObject([
    { type: 'text' },
    { type: 'text', text: expect.stringMatching(/^<file-\S+ id="visit\.mp4">$/) },
    {
      type: 'file',
      mediaType: 'video/mp4',
      filename: 'visit.mp4',
      data: { type: 'data', data: Buffer.from('not really a film').toString('base64') },
      providerOptions: { alibaba: { cacheControl: { type: 'ephemeral' } } },
    },
    { type: 'text', text: expect.stringContaining('<document-') },
    { type: 'text', text: question },
  ]);
  expect(answer.citations).toMatchObject([
    { source: 'visit.mp4', quote: 'rain on the quay', verified: false },
  ]);
  // Billed by what the provider counted.
  expect(answer.cost?.max).toBeCloseTo(Number(line?.dollars), 9);
});

test('what an attached file costs is said to be unknown beforehand, and a limit refuses it before it is sent', async () => {
  const sources = [[text], clip()];
  const context = await prepareContext({ sources, model: modelOf(provider, 'gateway') });
  const estimate = estimateCost({ context, question });
  expect([estimate.first, estimate.total, estimate.atMost]).toEqual([undefined, undefined, undefined]);
  expect(estimate.uncertain.join(' ')).toContain('visit.mp4');
  expect(context.decision).toMatchObject({
    uncounted: ['visit.mp4'],
    prices: [{ model: 'qwen3.5-flash' }, {}],
  });
  expect(context.decision.choices[0]?.first).toBeUndefined();
  await expect(answerQuestion({ context, question, maxCostUsd: 100 })).rejects.toMatchObject({
    code: 'cost-unknown',
    message: expect.stringContaining('"visit.mp4"'),
  });
  expect(provider.requests).toHaveLength(0);
});

test.each([
  ['a film', 'visit.mp4', 'not really a film', 'alibaba', /takes images only, and.*AI Gateway/],
  ['a PDF', 'a.pdf', '%PDF-1.7 …', 'alibaba', /Name the PDF as a document/],
] as const)('%s is refused by a route that takes images alone', async (_, source, bytes, route, message) => {
  const file = loadMedia(Buffer.from(bytes), { source });
  await expect(askWith({ sources: [[text], file] }, route)).rejects.toMatchObject({
    code: 'unsupported-media',
    facts: { source },
    message: expect.stringMatching(message),
  });
  expect(provider.requests).toHaveLength(0);
});

test('an attached image is counted, and sent where the images of folders are not', async () => {
  const file = loadMedia(png(640, 640), { source: 'plan.png' });
  const { context } = await askWith({ sources: [[text, page(1)], file] }, 'alibaba');
  expect(context.media).toMatchObject([{ source: 'plan.png', mediaType: 'image/png', attached: true }]);
  expect(context.skipped).toMatchObject([{ source: 'scan.pdf', reason: 'media' }]);
  expect(estimateCost({ context }).atMost).toBeDefined();
  // Of the images of a model that nothing is known of, nothing is known of what they cost.
  const unknown = await prepareContext({ sources: [[text], file], model: 'gpt-5' });
  expect(unknown.decision.uncounted).toEqual(['plan.png']);
});

test('shards and defaults tell an attached file as skipped where it cannot go', async () => {
  const sharded = await prepareShards({ sources: [[text], clip()], model: modelOf(provider, 'gateway') });
  expect(sharded.skipped).toMatchObject([{ source: 'visit.mp4', reason: 'media' }]);
  expect(sharded.shards[0]?.media).toBeUndefined();
});
