import type { ModelMessage } from 'ai';
import { expect, test } from 'vitest';
import { markNewestResult } from '../../../src/answer/tools/mark-newest-result.ts';
import { marked } from '../../helpers/sdk-routes.ts';

const result = (toolCallId: string): ModelMessage => ({
  role: 'tool',
  content: [{ type: 'tool-result', toolCallId, toolName: 'list', output: { type: 'text', value: 'x' } }],
});
const question: ModelMessage = {
  role: 'user',
  content: [{ type: 'text', text: 'Why?', providerOptions: marked }],
};

test('the newest result alone is marked, also when the messages are marked again for the next request', () => {
  const first = markNewestResult([question, result('1')], marked);
  const second = markNewestResult([...first, result('2'), { role: 'user', content: 'Again.' }], marked);
  expect(second.map(({ providerOptions }) => providerOptions?.alibaba?.cacheControl !== undefined)).toEqual([
    false,
    false,
    true,
    false,
  ]);
  // Documents and question stay as they were marked.
  expect(second[0]).toBe(question);
});
