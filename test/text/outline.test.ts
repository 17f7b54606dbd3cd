import { expect, test } from 'vitest';
import { outline } from '../../src/text/outline.ts';

function titles(text: string, name: string) {
  return outline(text, name).map(({ level, title }) => `${level} ${title}`);
}

test('Markdown headings are found, comments inside fenced code are not', () => {
  expect(titles('# Top `x`\n```sh\n# comment\n```\n## [Sub](u) ##\ntext\n#no', 'a.md')).toEqual([
    '1 Top x',
    '2 Sub',
  ]);
});

test('reStructuredText levels follow the order in which underlines appear', () => {
  expect(titles('Top\n===\n\nSub\n---\n\nNext\n===\n', 'a.rst')).toEqual(['1 Top', '2 Sub', '1 Next']);
});

test('definitions of several languages are found, calls and conditions are not', () => {
  const text = [
    'export async function load(path) {',
    '  if (path) {',
    '    call(path);',
    '  }',
    '}',
    'export const limit = (n: number) => n;',
    'class Store<T> extends Base {',
    '  async read(key) {',
    '  }',
    '}',
  ].join('\n');
  expect(titles(text, 'a.ts')).toEqual(['1 load', '1 limit', '1 Store', '2 read']);
  expect(titles('class A(B):\n    def f(self):\n        pass\n', 'a.py')).toEqual(['1 A', '3 f']);
  expect(titles('func Start(ctx context.Context) error {\n', 'a.go')).toEqual(['1 Start']);
  expect(titles('pub fn run() {}\nimpl Store {\n', 'a.rs')).toEqual(['1 run', '1 Store']);
});

test('a definition begins at its comment and decorators', () => {
  const text = 'x = 1\n\n# Says hello.\n@cache\ndef hello():\n    pass\n';
  expect(outline(text, 'a.py')).toEqual([{ offset: text.indexOf('# Says'), level: 1, title: 'hello' }]);
});

test('the address of a chunk keeps the kind of its file; data has no outline', () => {
  expect(titles('# Top\n', 'docs/a.md#L40')).toEqual(['1 Top']);
  expect(titles('# Top\n', 'a.json')).toEqual([]);
});

test('a line of megabytes does not hang it', () => {
  const started = performance.now();
  outline(`foo(${'a) '.repeat(700_000)}`, 'min.js');
  outline(`# ${'a '.repeat(1_000_000)}\n${'<'.repeat(500_000)}`, 'a.md');
  expect(performance.now() - started).toBeLessThan(2000);
});
