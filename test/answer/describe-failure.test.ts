import { expect, test } from 'vitest';
import { describeFailure } from '../../src/answer/describe-failure.ts';

test('takes one clean line of whatever was thrown', () => {
  const messageOf = (error: unknown) => describeFailure(error).message;
  expect(messageOf(new Error('plain'))).toBe('plain');
  expect(messageOf(new Error('\u001b[1m\u001b[31mRed.\u001b[0m\n\nMore below.'))).toBe('Red.');
  expect(messageOf(new Error('\n\n  indented\rover\u0007written \n'))).toBe('indented over written');
  expect(messageOf(new Error(''))).toBe('no reason was given');
  expect(messageOf('a string')).toBe('a string');
  expect(messageOf(undefined)).toBe('undefined');
  expect(messageOf(null)).toBe('null');
});

test('cuts a page that a proxy sent', () => {
  expect(describeFailure(new Error('x'.repeat(1_000_000))).message).toHaveLength(501);
});

test('leaves keys out', () => {
  const { message } = describeFailure(
    new Error('Incorrect API key provided: sk-abc_DEF-123456. Or vck_1234567890.'),
  );
  expect(message).toBe('Incorrect API key provided: [key]. Or [key].');
});

test('is not led in circles by causes', () => {
  const error = new Error('a');
  error.cause = error;
  expect(describeFailure(error)).toMatchObject({ message: 'a' });
});

test.each([
  [{ 'retry-after': '7' }, 7],
  [{ 'retry-after-ms': '1500', 'retry-after': '7' }, 1.5],
  [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, undefined],
  [{ 'retry-after': '' }, undefined],
  [{}, undefined],
  [undefined, undefined],
])('reads how long to wait from %j', (responseHeaders, seconds) => {
  const error = Object.assign(new Error('slow down'), { responseHeaders });
  expect(describeFailure(error).retryAfterSeconds).toBe(seconds);
  expect(describeFailure(new Error('wrapped', { cause: error })).retryAfterSeconds).toBe(seconds);
});
