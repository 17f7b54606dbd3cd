import { expect, test } from 'vitest';
import { findDocuments } from './citation-format.ts';
import { findBestLine, type ImitatedRequest, namedReply, replyWithQuote } from './reply.ts';

const packed = `<document-0a1b2c3d id="docs/\\"odd\\".md" headings="A > B">
The retry limit is five attempts.
Backoff starts at one second.
</document-0a1b2c3d>
<document-0a1b2c3d id="src/cache.ts">
An entry of the cache lives for five minutes.
</document-0a1b2c3d>
`;

function request(question: string, parts: readonly string[] = [packed]): ImitatedRequest {
  return {
    route: 'gateway',
    model: 'qwen3.5-flash',
    streamed: false,
    json: false,
    system: '',
    userParts: [...parts, question],
    lastUserText: question,
    tools: [],
    toolResults: [],
  };
}

test('reads the documents of a prompt with their addresses as written', () => {
  expect(findDocuments(packed).map(({ address }) => address)).toEqual(['docs/\\"odd\\".md', 'src/cache.ts']);
  expect(findDocuments(packed)[1]?.text).toBe('An entry of the cache lives for five minutes.\n');
  expect(findDocuments('no documents here')).toEqual([]);
});

test('quotes the line that shares most words with the question', () => {
  const reply = namedReply('quote');
  expect(reply(request('How long lives a cache entry?'))).toBe(
    'An entry of the cache lives for five minutes. <cite id="src/cache.ts">An entry of the cache lives for five minutes.</cite>',
  );
  expect(reply(request('What is the retry limit?'))).toContain(
    '<cite id="docs/\\"odd\\".md">The retry limit is five attempts.</cite>',
  );
  expect(reply(request('Who painted the ceiling?'))).toBe('<not-found/>');
});

test('looks into the last part that holds documents', () => {
  const newer = packed.replace('five attempts', 'seven attempts');
  expect(findBestLine(request('What is the retry limit?', [packed, newer, 'chatter']))?.quote).toBe(
    'The retry limit is seven attempts.',
  );
});

test('offers the other replies by name', () => {
  const asked = request('What is the retry limit?');
  expect(namedReply('plain')(asked)).toBe('The retry limit is five attempts.');
  expect(namedReply('misquote')(asked)).toContain('>Words that stand in no document whatever.</cite>');
  expect(namedReply('not-found')(asked)).toBe('<not-found/>');
  expect(namedReply('text:As you like.')(asked)).toBe('As you like.');
  expect(() => namedReply('quotes')).toThrow('No reply is named "quotes"');
});

test('cites as often as the function chooses', () => {
  const reply = replyWithQuote(() => [
    { address: 'a.md', quote: 'one' },
    { address: 'b.md', quote: 'two', sentence: 'Second.' },
  ]);
  expect(reply(request('?'))).toBe('one <cite id="a.md">one</cite>\nSecond. <cite id="b.md">two</cite>');
});
