import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readQuestions } from '../../../src/cli/batch/read-questions.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-questions-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, content: string | Uint8Array) {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return readQuestions(file, new AbortController().signal);
}

const when = { question: 'When does it close?' };
const where = { id: 'b', question: 'Où est-elle?' };

test.each([
  [
    'lines, blank ones between',
    'a.txt',
    `${when.question}\n\n  \n${where.question}\n`,
    [when, { question: where.question }],
  ],
  ['a byte order mark and line ends of Windows', 'b.txt', `\ufeff${when.question}\r\n`, [when]],
  ['UTF-16, as PowerShell writes it', 'c.txt', Buffer.from(`\ufeff${when.question}\r\n`, 'utf16le'), [when]],
  [
    'strings and objects of JSON lines',
    'd.jsonl',
    `${JSON.stringify(when.question)}\n${JSON.stringify(where)}\n`,
    [when, where],
  ],
  ['a number as an id', 'e.jsonl', '{"id": 7, "question": "Why?"}', [{ id: '7', question: 'Why?' }]],
  ['a table', 'f.csv', `Id;Question\r\n;${when.question}\r\nb;${where.question}\r\n`, [when, where]],
])('reads %s', async (_, name, content, expected) => {
  expect(await read(name, content)).toEqual(expected);
});

test.each([
  ['an empty file', 'g.txt', '\n \n', /holds no question/],
  ['a line that is no JSON', 'h.jsonl', '"When?"\n\nWhen?\n', /Line 3 of /],
  ['a line without a question', 'i.jsonl', '{"id": 3}', /Line 1 of /],
  ['a table without the column', 'j.csv', 'id,frage\n1,Wann?\n', /no column "question"/],
])('%s is refused', async (_, name, content, message) => {
  await expect(read(name, content)).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(message),
  });
});
