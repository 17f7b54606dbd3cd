import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerQuestion } from '../src/answer-question.ts';
import { loadPdf } from '../src/load/load-pdf.ts';
import { prepareContext } from '../src/prepare-context.ts';
import { type ImitationProvider, startImitationProvider } from './helpers/imitation-provider.ts';
import { modelOf } from './helpers/sdk-routes.ts';
import { makeScan } from './load/make-scan.ts';

let provider: ImitationProvider;
beforeEach(async () => {
  const reply = () => 'Krill.<cite id="scan.pdf#page=1">They eat krill.</cite>';
  provider = await startImitationProvider({ reply });
});
afterEach(() => provider.close());

const question = 'What do whales eat?';
const scan = makeScan(['Whales are mammals.', 'They eat krill.']);
const load = async (scannedPages: 'image' | 'ocr') =>
  loadPdf(await scan, { source: 'scan.pdf', scannedPages });

test.each(['alibaba', 'gateway'] as const)(
  'over %s a scan is answered from the picture of its page',
  async (route) => {
    const sources = [await load('image')];
    const context = await prepareContext({ sources, model: modelOf(provider, route), media: 'send' });
    const { citations, complete } = await answerQuestion({ context, question });
    const body = JSON.stringify(provider.requests[0]?.body);
    const png = Buffer.from(context.media?.[0]?.data ?? []).toString('base64');
    expect(png.length).toBeGreaterThan(1_000);
    expect(body).toContain(route === 'alibaba' ? `"url":"data:image/png;base64,${png}"` : `"data":"${png}"`);
    expect(body.split(png)).toHaveLength(2);
    expect(complete).toBe(true);
    // The words are in the picture: the page is known, and the quote cannot be looked up.
    expect(citations).toMatchObject([
      { source: 'scan.pdf', location: { type: 'page', page: 1 }, verified: false },
    ]);
  },
);

test('a scan that is read by OCR is text like any other: its quotes are verified, and no picture is sent', async () => {
  const context = await prepareContext({ sources: [await load('ocr')], model: modelOf(provider, 'alibaba') });
  const { citations } = await answerQuestion({ context, question });
  expect(JSON.stringify(provider.requests[0]?.body)).not.toContain('image_url');
  expect(citations).toMatchObject([{ location: { type: 'page', page: 1 }, verified: true }]);
}, 60_000);

test('a model that takes no images is named before anything is sent', async () => {
  const prepared = prepareContext({ sources: [await load('image')], model: 'gpt-5', media: 'send' });
  await expect(prepared).rejects.toMatchObject({ code: 'unsupported-media', facts: { model: 'gpt-5' } });
  expect(provider.requests).toHaveLength(0);
});
