import { expect, test } from 'vitest';
import { countFoundEvidence } from '../../src/compare/find-evidence.ts';

const lines = (start: number, end: number) => ({ type: 'lines', start, end }) as const;
const gold = { source: 'a.md', location: lines(4, 5), quote: 'The lock closes at nine.' };
const passage = (text: string, location = lines(1, 9), source = 'a.md') => ({ source, location, text });

test('counts what stands at its address with all its letters', () => {
  expect(countFoundEvidence([gold], [passage('So: the gate. The lock\ncloses at nine. Then')])).toBe(1);
  expect(countFoundEvidence([gold], [passage('The lock closes at ten.')])).toBe(0);
  expect(countFoundEvidence([gold], [])).toBe(0);
  expect(countFoundEvidence([], [passage('The lock')])).toBe(0);
});

test('another place or another file is not it', () => {
  expect(countFoundEvidence([gold], [passage(gold.quote, lines(6, 9))])).toBe(0);
  expect(countFoundEvidence([gold], [passage(gold.quote, lines(1, 9), 'b.md')])).toBe(0);
  expect(countFoundEvidence([gold], [passage(gold.quote, lines(1, 9), 'docs/a.md')])).toBe(1);
});

test('a place that is cut between two passages is put together, whatever their order', () => {
  const cut = [passage('closes at nine.', lines(5, 9)), passage('The lock ', lines(1, 4))];
  expect(countFoundEvidence([gold], cut)).toBe(1);
  expect(countFoundEvidence([gold], cut.slice(1))).toBe(0);
});

test('bars of a table and hyphens of divided words make no difference', () => {
  const row = {
    source: 't.pdf',
    location: { type: 'page', page: 2 } as const,
    quote: 'Skerry 1,250 dry-stone walls',
  };
  const text = '| Skerry | 1,250 | dry- stone walls |';
  expect(countFoundEvidence([row], [{ source: 't.pdf', location: row.location, text }])).toBe(1);
});
