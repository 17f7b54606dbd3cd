import { expect, test } from 'vitest';
import { type ChatMessage, textElement } from './chat-request.ts';
import { type CachedPrompt, createExplicitCache, measurePrompt } from './explicit-cache.ts';
import { words } from './sdk-routes.ts';

const minute = 60_000;

/** A cache and a clock. Asking gives `[uncached, read, write]`; the response of every request ends at once. */
function createBench() {
  let time = 0;
  const cache = createExplicitCache({ now: () => time });
  return {
    at(ms: number) {
      time = ms;
    },
    ask(messages: readonly ChatMessage[], rest: Partial<CachedPrompt> = {}) {
      const prompt = { account: 'a', model: 'm', tools: [], messages, ...rest };
      const { input, store } = cache.look(measurePrompt(prompt, (text) => text.split(/\s+/).length));
      store();
      return [input.uncached, input.read, input.write];
    },
  };
}

const user = (text: string, marked = false): ChatMessage => ({
  role: 'user',
  elements: [textElement(text, marked)],
});
const a = words(1195, 'a');
const b = words(295, 'b');

test('bills the documented example: 1,200 tokens written, then read with 300 more written', () => {
  const { ask } = createBench();
  expect(ask([user(a, true)])).toEqual([3, 0, 1200]);
  expect(ask([user(a), user(b, true)])).toEqual([3, 1200, 300]);
});

test.each([
  [18, 1200],
  [19, 1200],
  [20, 1200],
  [21, 0],
  [22, 0],
])('looks back over %i blocks in between and reads %i tokens', (between, read) => {
  const { ask } = createBench();
  ask([user(a, true)]);
  const blocks = Array.from({ length: between }, (_, index) => user(`block ${index}`));
  const [uncached, hit, written] = ask([user(a), ...blocks, user(b, true)]);
  expect(uncached).toBe(3);
  expect(hit).toBe(read);
  expect(written).toBe(1200 + between * 7 + 300 - read);
});

test('never caches a prefix of 900 words', () => {
  const { ask } = createBench();
  const short = words(900);
  expect(ask([user(short, true), user('one')])).toEqual([914, 0, 0]);
  expect(ask([user(short, true), user('two')])).toEqual([914, 0, 0]);
});

test('counts the whole prefix against the minimum, not the part that is new', () => {
  const { ask } = createBench();
  ask([user(a, true)]);
  expect(ask([user(a), user('ten more words', true)])).toEqual([3, 1200, 8]);
});

test('writes anew for other tools, another model and another account', () => {
  const { ask } = createBench();
  ask([user(a, true)]);
  expect(ask([user(a, true)], { tools: [{ name: 'search' }] })).toEqual([3, 0, 1201]);
  expect(ask([user(a, true)], { model: 'n' })).toEqual([3, 0, 1200]);
  expect(ask([user(a, true)], { account: 'b' })).toEqual([3, 0, 1200]);
  expect(ask([user(a, true)])).toEqual([3, 1200, 0]);
});

test('keeps an entry for five minutes after its last use', () => {
  const { at, ask } = createBench();
  ask([user(a, true)]);
  at(4 * minute);
  expect(ask([user(a, true)])).toEqual([3, 1200, 0]);
  at(8 * minute);
  expect(ask([user(a, true)])).toEqual([3, 1200, 0]);
  at(13 * minute + 1);
  expect(ask([user(a, true)])).toEqual([3, 0, 1200]);
});

test('a hit renews the entry that was read, even where its own marker is gone', () => {
  const { at, ask } = createBench();
  ask([user(a, true)]);
  at(4 * minute);
  expect(ask([user(a), user(b, true)])).toEqual([3, 1200, 300]);
  at(8 * minute);
  expect(ask([user(a, true)])).toEqual([3, 1200, 0]);
});

test('counts the last four markers of five', () => {
  const { ask } = createBench();
  const marks = (tail: string) => [
    user(a, true),
    ...['1', '2', '3'].map((text) => user(text, true)),
    user(tail, true),
  ];
  expect(ask(marks('first'))).toEqual([3, 0, 1224]);
  // The first marker was dropped, so the longest entry that the second request shares is the one of the fourth.
  expect(ask(marks('second'))).toEqual([3, 1218, 6]);
  // The prefix of the first marker alone was never kept.
  expect(ask([user(a, true)])).toEqual([3, 0, 1200]);
});

test('takes a string and a marked block of the same text for the same prefix', () => {
  const { ask } = createBench();
  const system = (marked: boolean): ChatMessage => ({ role: 'system', elements: [textElement(a, marked)] });
  expect(ask([system(true), user('one')])).toEqual([9, 0, 1200]);
  expect(ask([system(false), user('one'), user(b, true)])).toEqual([3, 1200, 306]);
});

test('reads at the nearer of two markers when the tail has changed', () => {
  const { ask } = createBench();
  const parts = (changed: string): ChatMessage[] => [
    {
      role: 'user',
      elements: [textElement(a, true), textElement(changed, true), textElement('question')],
    },
  ];
  expect(ask(parts('one'))).toEqual([6, 0, 1199]);
  expect(ask(parts('two'))).toEqual([6, 1198, 1]);
});

test('a document in many parts keeps its cache only where a marker is near the change', () => {
  const parts = (count: number, markers: readonly number[], changed?: number): ChatMessage[] => [
    {
      role: 'user',
      elements: [
        ...Array.from({ length: count }, (_, index) =>
          textElement(words(100, index === changed ? 'new' : `part${index}-`), markers.includes(index)),
        ),
        textElement('question'),
      ],
    },
  ];
  const one = createBench();
  expect(one.ask(parts(60, [59]))).toEqual([6, 0, 6003]);
  expect(one.ask(parts(65, [64]))).toEqual([6, 6003, 500]);
  expect(one.ask(parts(95, [94]))).toEqual([6, 0, 9503]);
  expect(one.ask(parts(60, [59], 50))).toEqual([6, 0, 6003]);
  const three = createBench();
  three.ask(parts(60, [19, 39, 59]));
  expect(three.ask(parts(60, [19, 39, 59], 50))).toEqual([6, 4003, 2000]);
});
