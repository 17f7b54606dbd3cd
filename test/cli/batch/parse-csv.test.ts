import { expect, test } from 'vitest';
import { formatCsvRow, parseCsv } from '../../../src/cli/batch/parse-csv.ts';

test.each([
  ['commas', 'id,question\n1,When?\n', [{ id: '1', question: 'When?' }]],
  [
    'semicolons, as some spreadsheets write',
    'id;question\r\n1;When, and where?\r\n',
    [{ id: '1', question: 'When, and where?' }],
  ],
  ['tabs', 'id\tquestion\n1\tWhen?', [{ id: '1', question: 'When?' }]],
  [
    'quotation marks, line breaks and empty fields',
    'id,question\n,"Who said ""no""\nand when?"\n',
    [{ id: '', question: 'Who said "no"\nand when?' }],
  ],
  ['blank lines', 'question\n\nWhen?\n\n', [{ question: 'When?' }]],
  ['a row that is too short', 'id,question\n1\n', [{ id: '1', question: '' }]],
  ['a row that was cut off inside a field', 'id,question\n1,When?\n2,"Whe', [{ id: '1', question: 'When?' }]],
  ['nothing but a head', 'id,question\n', []],
])('reads %s', (_, text, rows) => {
  expect(parseCsv(text).rows).toEqual(rows);
});

test('what it writes it reads', () => {
  const values = ['plain', 'a,b', 'a;b', 'line\nbreak', 'said "no"', '', '-3.5', '1,000'];
  const text = formatCsvRow(values.map((_, index) => `c${index}`)) + formatCsvRow(values);
  expect(Object.values(parseCsv(text).rows[0] ?? {})).toEqual(values);
});

test('what a spreadsheet would take for a formula is text, and a number stays a number', () => {
  expect(formatCsvRow(['=1+1', '@a', '+49', '-3.5', '-x', '+cmd'])).toBe(`'=1+1,'@a,+49,-3.5,'-x,'+cmd\n`);
});
