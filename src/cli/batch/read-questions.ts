import path from 'node:path';
import { loadText, type QuestionInput, QuireError } from '../../index.ts';
import { parseCsv } from './parse-csv.ts';

/**
 * Reads the questions of a file, in whatever encoding it is: a line each; in `.jsonl` a string or `{"id", "question"}` a line; in
 * `.csv` the column `question`, and `id` where there is one. Blank lines are passed over.
 *
 * @throws QuireError `bad-input` when a line is no question, or there is none; what `loadText` throws
 */
export async function readQuestions(file: string, abortSignal: AbortSignal): Promise<QuestionInput[]> {
  let text = '';
  for await (const item of loadText(file, { abortSignal })) if (item.type === 'text') text += item.text;
  const questions = parse(file, text);
  if (questions.length === 0) throw badQuestions(`"${file}" holds no question.`);
  return questions;
}

function parse(file: string, text: string): QuestionInput[] {
  switch (path.extname(file).toLowerCase()) {
    case '.csv':
      return parseTable(file, text);
    case '.jsonl':
    case '.ndjson':
      return linesOf(text).map(({ line, number }) => parseLine(file, line, number));
    default:
      return linesOf(text).map(({ line }) => ({ question: line }));
  }
}

function parseTable(file: string, text: string): QuestionInput[] {
  const { columns, rows } = parseCsv(text);
  const find = (name: string) => columns.find((column) => column.trim().toLowerCase() === name);
  const [questions, ids] = [find('question'), find('id')];
  if (questions === undefined) throw badQuestions(`"${file}" has no column "question" in its first line.`);
  return rows.flatMap((row) => toInput(row[questions], ids === undefined ? undefined : row[ids]) ?? []);
}

function parseLine(file: string, line: string, number: number): QuestionInput {
  const value = parseJson(line);
  const input =
    typeof value === 'object' && value !== null && 'question' in value
      ? toInput(value.question, 'id' in value ? value.id : undefined)
      : toInput(value, undefined);
  if (input !== undefined) return input;
  throw badQuestions(`Line ${number} of "${file}" is no question: a string, or {"id": …, "question": …}.`);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function toInput(question: unknown, id: unknown): QuestionInput | undefined {
  if (typeof question !== 'string' || question.trim() === '') return undefined;
  const name = typeof id === 'string' || typeof id === 'number' ? String(id).trim() : '';
  return { question: question.trim(), ...(name !== '' && { id: name }) };
}

function linesOf(text: string) {
  const lines = text.split(/\r\n|\n|\r/).map((line, at) => ({ line: line.trim(), number: at + 1 }));
  return lines.filter(({ line }) => line !== '');
}

function badQuestions(message: string): QuireError {
  return new QuireError('bad-input', { option: 'questions', message });
}
