import { expect, test } from 'vitest';
import { chooseLeftOut, chooseLeftOutFor, listCandidates } from '../../src/pack/leave-out.ts';
import { type SizedDocument, tokensOf } from '../../src/pack/pack-size.ts';
import { documentKind } from '../../src/text/document-kind.ts';

function document(source: string, tokens: number, foreignTokens = 0): SizedDocument {
  return { source, size: { plainTokens: tokens, foreignTokens, bytes: tokens * 4 } };
}

const documents = [
  document('src/big.ts', 50),
  document('src/a.ts', 20),
  document('src/b.ts', 20),
  document('README.md', 5),
  document('docs/guide.md', 30),
  document('docs/small.md', 3),
  document('test/a.test.ts', 15),
  document('test/b.test.ts', 25),
  document('package-lock.json', 40),
];
const within = (budget: number) => (size: SizedDocument['size']) => tokensOf(size) <= budget;
const leftOut = (budget: number) => chooseLeftOut(documents, within(budget)).map(({ source }) => source);

test('leaves out noise, tests, prose and then the largest, the largest of each first, until it fits', () => {
  expect(leftOut(208)).toEqual([]);
  expect(leftOut(207)).toEqual(['package-lock.json']);
  expect(leftOut(168)).toEqual(['package-lock.json']);
  expect(leftOut(167)).toEqual(['package-lock.json', 'test/b.test.ts']);
  expect(leftOut(100)).toEqual(['package-lock.json', 'test/b.test.ts', 'test/a.test.ts', 'docs/guide.md']);
  expect(leftOut(45).slice(4)).toEqual(['docs/small.md', 'src/big.ts']);
  expect(leftOut(44).slice(6), 'ties by path').toEqual(['src/a.ts']);
});

test('the same is left out in whatever order the documents come', () => {
  const backwards = chooseLeftOut([...documents].reverse(), within(30)).map(({ source }) => source);
  expect(backwards).toEqual(leftOut(30));
});

test('one document always stays, though it does not fit', () => {
  expect(leftOut(0)).toHaveLength(documents.length - 1);
});

test('what is wished and cannot be met costs no document that the fit does not', () => {
  const chosen = (wish: number) =>
    chooseLeftOutFor(within(wish), documents, within(167)).map(({ source }) => source);
  expect(chosen(100)).toEqual(leftOut(100));
  expect(chosen(0)).toEqual(leftOut(167));
});

test('says of each kind, folder and file what it would save, and whether that is enough', () => {
  const candidates = listCandidates(documents, within(168));
  expect(candidates.slice(0, 3)).toEqual([
    { what: { type: 'kind', kind: 'noise' }, documents: 1, tokens: 40, fits: true },
    { what: { type: 'kind', kind: 'tests' }, documents: 2, tokens: 40, fits: true },
    { what: { type: 'kind', kind: 'docs' }, documents: 2, tokens: 33, fits: false },
  ]);
  expect(candidates).toContainEqual({
    what: { type: 'folder', source: 'src/' },
    documents: 3,
    tokens: 90,
    fits: true,
  });
  expect(candidates.filter(({ what }) => what.type === 'file').map(({ tokens }) => tokens)).toEqual([
    50, 40, 30, 25, 20,
  ]);
});

test('leaving out everything is no way to fit', () => {
  const [folder] = listCandidates([document('src/a.ts', 9)], within(5)).filter(
    ({ what }) => what.type === 'folder',
  );
  expect(folder).toMatchObject({ tokens: 9, fits: false });
});

test.each([
  [
    'noise',
    [
      'package-lock.json',
      'a/Cargo.lock',
      'go.sum',
      'lib/x.min.js',
      'x.pb.go',
      'vendor/x.c',
      'a/b.snap',
      'd.csv',
    ],
  ],
  [
    'tests',
    [
      'test/a.ts',
      'src/a.test.ts',
      'pkg/a_test.go',
      'tests/x/y.py',
      'src/__tests__/z.js',
      'test_a.py',
      'src/a.spec.tsx',
    ],
  ],
  ['docs', ['docs/a.png.html', 'CHANGELOG.md', 'src/README.md', 'guide.rst', 'LICENSE']],
  [
    'other',
    [
      'README.md',
      'src/a.ts',
      'dist/main.js',
      'build/x.c',
      'src/testing.ts',
      'contest/a.c',
      'latest.py',
      'src/locks.ts',
      'lib/docstring.ts',
    ],
  ],
] as const)('takes these for %s', (kind, sources) => {
  for (const source of sources) expect.soft(documentKind(source), source).toBe(kind);
});
