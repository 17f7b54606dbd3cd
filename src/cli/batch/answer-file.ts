import { type FileHandle, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type QuestionResult, QuireError } from '../../index.ts';
import { formatLine, headOf, type ResultForm, rowOf } from './format-result.ts';
import { formatCsvRow, parseCsv } from './parse-csv.ts';

/** Where results are written as they come. */
export interface AnswerFile {
  write(result: QuestionResult): Promise<void>;
  close(): Promise<void>;
}

/** The form of a file of answers, by its name. */
export function formOf(file: string | undefined, columns: readonly string[] | undefined): ResultForm {
  return file !== undefined && path.extname(file).toLowerCase() === '.csv'
    ? { type: 'csv', columns }
    : { type: 'jsonl' };
}

/**
 * Refuses a file that holds anything but answers to these questions: a run that broke off writes its file anew, and nothing else is
 * ever overwritten.
 *
 * @throws QuireError `bad-input` when the file holds something else
 */
export async function checkAnswerFile(
  file: string,
  form: ResultForm,
  questions: ReadonlySet<string>,
): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw cannotWrite(file, error);
  });
  if (text === '' || isOfThisRun(text, form, questions)) return;
  throw new QuireError('bad-input', {
    option: 'out',
    message: `"${file}" exists and holds something other than answers to these questions. Choose another --out, or remove it.`,
  });
}

/** Opens a file for the results, empty. */
export async function openAnswerFile(
  file: string,
  form: ResultForm,
  display: (source: string) => string,
): Promise<AnswerFile> {
  const handle = await open(file, 'w').catch((error: unknown) => {
    throw cannotWrite(file, error);
  });
  const columns = form.type === 'csv' ? form.columns : undefined;
  if (form.type === 'csv') await append(handle, formatCsvRow(headOf(columns)));
  return {
    write: (result) =>
      append(
        handle,
        form.type === 'csv' ? formatCsvRow(rowOf(result, columns, display)) : formatLine(result),
      ),
    close: () => handle.close(),
  };
}

/** A run that was killed may have left its last line unfinished. */
function isOfThisRun(text: string, form: ResultForm, questions: ReadonlySet<string>): boolean {
  if (form.type === 'csv') {
    const { columns, rows } = parseCsv(text);
    const isOurs = columns.join() === headOf(form.columns).join();
    const whole = text.endsWith('\n') ? rows : rows.slice(0, -1);
    return isOurs && whole.every(({ question = '' }) => questions.has(question));
  }
  const lines = text.split('\n').slice(0, -1);
  return lines.length > 0 && lines.every((line) => questions.has(questionOf(line)));
}

function questionOf(line: string): string {
  try {
    const value: unknown = JSON.parse(line);
    const isOurs =
      typeof value === 'object' && value !== null && 'schemaVersion' in value && 'question' in value;
    return isOurs ? String(value.question) : '';
  } catch {
    return '';
  }
}

async function append(handle: FileHandle, text: string): Promise<void> {
  await handle.appendFile(text);
}

function cannotWrite(file: string, cause: unknown): QuireError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new QuireError('bad-input', {
    option: 'out',
    message: `"${file}" cannot be written: ${why}`,
    cause,
  });
}
