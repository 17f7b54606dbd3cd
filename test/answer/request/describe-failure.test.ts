import { expect, test } from 'vitest';
import { describeFailure } from '../../../src/answer/request/describe-failure.ts';

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
  const shown = new Error(
    'Bad header "Authorization: Bearer my9proxy-key"; token eyJhbGciOi.eyJzdWIi.x_-1 is bearer of 2.',
  );
  expect(describeFailure(shown).message).toBe(
    'Bad header "Authorization: Bearer [key] token [key] is bearer of 2.',
  );
});

test('says what a provider said inside a stream, and not how the SDK came to see it', () => {
  const value = { error: { message: 'The quota is used up.', code: 'insufficient_quota' } };
  const error = Object.assign(new Error(`Type validation failed: Value: ${JSON.stringify(value)}.`), {
    name: 'AI_TypeValidationError',
    value,
  });
  expect(describeFailure(error)).toMatchObject({
    message: 'The quota is used up.',
    details: expect.stringContaining('insufficient_quota'),
  });
  const unread = new TypeError("Cannot read properties of undefined (reading 'filter')");
  expect(describeFailure(unread).message).toBe('the reply is no answer of a model');
});

test('is not led in circles by causes', () => {
  const error = new Error('a');
  error.cause = error;
  expect(describeFailure(error)).toMatchObject({ message: 'a' });
});

test('reads how long to wait from a date', () => {
  const date = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();
  const wait = (value: string) =>
    describeFailure(Object.assign(new Error('slow'), { responseHeaders: { 'retry-after': value } }))
      .retryAfterSeconds;
  expect(wait(date(3600))).toBeGreaterThan(3590);
  expect(wait(date(3600))).toBeLessThanOrEqual(3600);
  expect(wait(date(-5))).toBeUndefined();
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
