import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadRepository } from '../../src/load/load-repository.ts';
import type { TextSegment } from '../../src/segment.ts';
import { encodeLegacy } from './legacy-encoder.ts';
import { makeFolder } from './make-folder.ts';

/** The lines as `sed` counts them: `sed =` prints each line's number before it. */
function sedLines(path: string, encoding: string): string[] {
  const printed = execFileSync('sed', ['=', path], { env: { LC_ALL: 'C' }, encoding: 'latin1' }).split('\n');
  if (printed.at(-1) === '') printed.pop();
  return printed.flatMap((line, index) => {
    if (index % 2 === 1) return [new TextDecoder(encoding).decode(Buffer.from(line, 'latin1'))];
    expect(line).toBe(String(index / 2 + 1));
    return [];
  });
}

async function textsOf(folder: string): Promise<TextSegment[]> {
  const items = await Array.fromAsync(loadRepository(folder, { noise: 'read', secrets: 'read' }));
  return items.filter((item) => item.type === 'text');
}

function expectLinesOfSed(folder: string, { source, location, text, encoding = 'utf-8' }: TextSegment): void {
  const expected = sedLines(join(folder, source), encoding);
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  expect(lines, source).toEqual(expected);
  expect(location, source).toEqual({ type: 'lines', start: 1, end: Math.max(1, expected.length) });
}

test('counts lines as sed does: CRLF, lone CR, form feeds, blank lines, no line feed at the end, other encodings', async () => {
  const folder = await makeFolder({
    'crlf.txt': 'one\r\ntwo\r\n\r\nfour',
    'cr.txt': 'one\rstill one\ntwo\r\rtwo\n',
    'mixed.txt': '\n\none\r\ntwo\fstill two\vtwo\u2028two\u0085two\n\n\n',
    'empty.txt': '',
    'newline.txt': '\n',
    'no-end.txt': 'a\nb',
    'latin.txt': encodeLegacy('Größe\r\nMaß\rnoch Maß\n', 'windows-1252'),
    'sjis.txt': encodeLegacy('表を読み込みます。\r\n再試行は三回です。\n', 'shift_jis'),
    'gbk.txt': encodeLegacy('重试次数在配置文件中设置，最多三次。\n第二行在这里写着。\n', 'gbk'),
  });
  const texts = await textsOf(folder);
  expect(texts).toHaveLength(9);
  for (const text of texts) expectLinesOfSed(folder, text);
});

test('in this repository every text is the bytes decoded, and every line has the number that sed gives it', async () => {
  const root = join(import.meta.dirname, '../..');
  const texts = (await textsOf(root)).filter(({ location }) => location.type === 'lines');
  expect(texts.length).toBeGreaterThan(200);
  for (const text of texts) {
    const bytes = await readFile(join(root, text.source));
    // In UTF-8 what is not valid would not come back as it was; a byte-order mark is no part of the text.
    const { encoding = 'utf-8' } = text;
    expect(text.text, text.source).toBe(new TextDecoder(encoding).decode(bytes));
    if (encoding === 'utf-8') {
      const written = Buffer.from(text.text);
      expect(written.equals(bytes.subarray(bytes.length - written.length)), text.source).toBe(true);
      expect(bytes.length - written.length, text.source).toBeOneOf([0, 3]);
    }
  }
  // A process a file: every tenth is enough to see a wrong rule.
  const wide = /^utf-(16|32)/;
  for (const text of texts.filter(({ encoding = '' }, index) => index % 10 === 0 && !wide.test(encoding)))
    expectLinesOfSed(root, text);
});
