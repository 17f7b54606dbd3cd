import { expect, test } from 'vitest';
import { createSeenFiles } from '../../../src/load/list/seen-files.ts';

const { isRegular, wasThere } = createSeenFiles({
  looked: new Map(['', 'src', 'src/deep', 'Linked', 'linked'].map((folder) => [folder, ['a.ts', 'pipe']])),
  folders: new Set(['src', 'src/deep', 'submodule']),
  irregular: new Set(['linked', 'src/pipe']),
});

test.each([
  ['README.md', true],
  ['src/a.ts', true],
  ['src/deep/b.ts', true],
  ['src/pipe', false],
  // A link to a folder, also where an index spells it in another case than the disk.
  ['linked/passwd', false],
  ['Linked/passwd', false],
  // Never looked into.
  ['submodule/c.ts', false],
  ['../outside', false],
])('%s is known for a regular file: %s', (path, regular) => {
  expect(isRegular({ path })).toBe(regular);
});

test('a name that is not UTF-8 is looked at again', () => {
  expect(isRegular({ path: 'src/\\xff', rawPath: Buffer.from('7372632fff', 'hex') })).toBe(false);
});

test('tells what vanished from what was never there', () => {
  expect(wasThere({ path: 'src/a.ts' })).toBe(true);
  expect(wasThere({ path: 'a.ts' })).toBe(true);
  expect(wasThere({ path: 'src/deleted.ts' })).toBe(false);
  expect(wasThere({ path: 'submodule/a.ts' })).toBe(false);
});
