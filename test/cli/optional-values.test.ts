import { expect, test } from 'vitest';
import { fillOptionalValues } from '../../src/cli/optional-values.ts';

const options = {
  diff: { type: 'string', bare: 'uncommitted', summary: '' },
  log: { type: 'string', summary: '' },
} as const;

test.each([
  ['--diff', '--diff=uncommitted'],
  ['--diff main', '--diff=main'],
  ['--diff HEAD~3 src', '--diff=HEAD~3 src'],
  ['--diff=main', '--diff=main'],
  ['--diff --log 3', '--diff=uncommitted --log 3'],
  ['--diff src', '--diff=uncommitted src'],
  ['--diff Why?', '--diff=uncommitted Why?'],
  ['--diff git@host:a/b', '--diff=uncommitted git@host:a/b'],
  ['--diff https://host/a', '--diff=uncommitted https://host/a'],
  ['--log 3 main', '--log 3 main'],
  ['-- --diff main', '-- --diff main'],
])('%s is read as %s', (typed, read) => {
  expect(fillOptionalValues(typed.split(' '), options)).toEqual(read.split(' '));
});
