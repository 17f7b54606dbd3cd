import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkAnswerFile, formOf, openAnswerFile } from '../../../src/cli/batch/answer-file.ts';
import { type QuestionResult, QuireError } from '../../../src/index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-answers-'));
});
afterAll(() => rm(folder, { recursive: true }));

const question = 'Which "berth", and\nwhen?';
const error = new QuireError('cost-cap', { atMostUsd: 2, limitUsd: 1, message: 'Over the limit.' });
const result: QuestionResult = { id: 'a', index: 1, question, status: 'not-asked', error };

async function writeAnswers(name: string) {
  const file = path.join(folder, name);
  const form = formOf(file, undefined);
  const opened = await openAnswerFile(file, form, (source) => source);
  await opened.write(result);
  await opened.write(result);
  await opened.close();
  return { file, form };
}

test.each(['a.jsonl', 'a.csv'])(
  '%s may be written anew for its own questions, even when it broke off',
  async (name) => {
    const { file, form } = await writeAnswers(name);
    await expect(checkAnswerFile(file, form, new Set([question]))).resolves.toBeUndefined();
    for (const torn of ['{"sch', 'x,"Whi']) {
      await appendFile(file, torn);
      await expect(checkAnswerFile(file, form, new Set([question]))).resolves.toBeUndefined();
      await writeAnswers(name);
    }
  },
);

test.each(['b.jsonl', 'b.csv'])('%s with answers to another question stays', async (name) => {
  const { file, form } = await writeAnswers(name);
  await expect(checkAnswerFile(file, form, new Set(['Another?']))).rejects.toMatchObject({
    code: 'bad-input',
    facts: { option: 'out' },
  });
});

test.each([
  ['c.jsonl', 'my notes\n'],
  ['c.jsonl', `{"question": ${JSON.stringify(question)}}\n`],
  ['c.jsonl', 'my notes'],
  ['c.csv', 'id,question\n1,Which?\n'],
])('%s with something else in it stays (%j)', async (name, text) => {
  const file = path.join(folder, name);
  await writeFile(file, text);
  await expect(checkAnswerFile(file, formOf(file, undefined), new Set([question]))).rejects.toMatchObject({
    code: 'bad-input',
  });
});

test('a file that is not there, or empty, may be written; one that cannot be is told before anything is sent', async () => {
  const form = formOf(undefined, undefined);
  await checkAnswerFile(path.join(folder, 'none.jsonl'), form, new Set());
  await expect(checkAnswerFile(folder, form, new Set())).rejects.toMatchObject({ code: 'bad-input' });
});
