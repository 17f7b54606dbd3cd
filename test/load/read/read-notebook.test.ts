import { expect, test } from 'vitest';
import { loadText } from '../../../src/load/load-text.ts';
import { readNotebook } from '../../../src/load/read/read-notebook.ts';
import { segmentId } from '../../../src/segment.ts';

const address = { source: 'study.ipynb', version: 'v' };
const notebook = (cells: readonly object[]) =>
  JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
const code = (source: string | readonly string[], outputs: readonly object[] = []) => ({
  cell_type: 'code',
  execution_count: 1,
  metadata: {},
  source,
  outputs,
});
const markdown = (source: string | readonly string[]) => ({ cell_type: 'markdown', metadata: {}, source });

test('gives a segment a cell with its number, its titles, its source and what it printed', () => {
  const cells = readNotebook(
    notebook([
      markdown('# Study\n\n```sh\n# not a title\n```\n'),
      markdown('## Data'),
      code([]),
      code(
        ['import pandas\n', 'pandas.read_csv("a.csv")'],
        [
          { output_type: 'stream', name: 'stdout', text: ['loaded\n', 'twice\n'] },
          {
            output_type: 'execute_result',
            data: { 'text/plain': ['   a\n', '0  1'], 'text/html': '<table>' },
          },
        ],
      ),
      markdown('## Result'),
      code('1/0', [
        {
          output_type: 'error',
          ename: 'ZeroDivisionError',
          evalue: 'x',
          traceback: ['\u001b[0;31mZeroDivisionError\u001b[0m: x'],
        },
      ]),
    ]),
    address,
  );
  expect(cells).toEqual([
    {
      type: 'text',
      ...address,
      location: { type: 'cell', cell: 1 },
      text: '# Study\n\n```sh\n# not a title\n```\n',
    },
    { type: 'text', ...address, location: { type: 'cell', cell: 2 }, text: '## Data\n', headings: ['Study'] },
    {
      type: 'text',
      ...address,
      location: { type: 'cell', cell: 4 },
      text: 'import pandas\npandas.read_csv("a.csv")\n\n[output]\nloaded\ntwice\n\n[output]\n   a\n0  1\n',
      headings: ['Study', 'Data'],
    },
    {
      type: 'text',
      ...address,
      location: { type: 'cell', cell: 5 },
      text: '## Result\n',
      headings: ['Study', 'Data'],
    },
    {
      type: 'text',
      ...address,
      location: { type: 'cell', cell: 6 },
      text: '1/0\n\n[output]\nZeroDivisionError: x\n',
      headings: ['Study', 'Result'],
    },
  ]);
  expect(cells?.map(segmentId)).toContain('study.ipynb#cell=4');
});

test('names images without their bytes, and cuts long outputs', () => {
  const cells = readNotebook(
    notebook([
      code('plot()', [
        {
          output_type: 'display_data',
          data: { 'image/png': 'iVBORw0KGgo'.repeat(99), 'text/plain': '<Figure>' },
        },
        { output_type: 'stream', name: 'stdout', text: 'x'.repeat(25_000) },
      ]),
    ]),
    address,
  );
  const text = cells?.[0]?.text ?? '';
  expect(text).toContain('<Figure>\n[image/png, 1089 characters: not read]');
  expect(text).not.toContain('iVBOR');
  expect(text).toContain('[15000 more characters of output: not read]');
});

test('reads notebooks of before 2015, with worksheets', () => {
  const old = {
    nbformat: 3,
    worksheets: [
      {
        cells: [
          { cell_type: 'heading', level: 2, source: 'Old' },
          {
            cell_type: 'code',
            input: 'print 1',
            outputs: [{ output_type: 'pyout', text: '1', png: 'AAAA' }],
          },
        ],
      },
    ],
  };
  expect(readNotebook(JSON.stringify(old), address)).toMatchObject([
    { text: '## Old\n' },
    { text: 'print 1\n\n[output]\n1\n[image/png, 4 characters: not read]\n', headings: ['Old'] },
  ]);
});

test.each([
  ['broken JSON', '{ "cells": ['],
  ['JSON that is no notebook', '{ "cells": [] }'],
  ['a notebook without a word', notebook([code(''), markdown([])])],
  ['a list', '[1]'],
  ['cells of any kind', '{ "nbformat": 4, "cells": [1, null, { "source": 5, "outputs": 7 }] }'],
])('takes %s for a text like any other', async (_, text) => {
  expect(readNotebook(text, address)).toBeUndefined();
  const loaded = await Array.fromAsync(loadText(Buffer.from(text), { source: 'study.ipynb' }));
  expect(loaded).toMatchObject([{ location: { type: 'lines' }, text }]);
});
