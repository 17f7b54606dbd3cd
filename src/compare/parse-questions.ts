import { QuireError } from '../errors.ts';
import type { Location } from '../segment.ts';
import type { ComparisonEvidence, ComparisonQuestion } from './comparison.ts';

/**
 * Questions out of a file: JSON, a list of texts or of `{ question, accept?, evidence? }`, other fields passed over; or else a question
 * a line.
 *
 * @throws QuireError `bad-input` that names the question and what is wrong with it
 */
export function parseQuestions(text: string): readonly ComparisonQuestion[] {
  const trimmed = text.replace(/^\ufeff/, '').trim();
  const list: unknown = trimmed.startsWith('[') ? parseJson(trimmed) : trimmed.split(/\s*\n\s*/);
  const questions = Array.isArray(list) ? list.map(parseQuestion) : [];
  if (questions.length === 0 || questions.some(({ question }) => question === '')) {
    throw badQuestion('the file', 'holds no questions');
  }
  return questions;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badQuestion('the file', `is not JSON (${cause instanceof Error ? cause.message : cause})`);
  }
}

function parseQuestion(json: unknown, index: number): ComparisonQuestion {
  if (typeof json === 'string') return { question: json };
  const where = `question ${index + 1}`;
  const { question, accept, evidence } = fieldsOf(json, where);
  if (typeof question !== 'string' || question.trim() === '') throw badQuestion(where, 'needs a `question`');
  return {
    question,
    ...(accept !== undefined && { accept: parseAccept(accept, where) }),
    ...(evidence !== undefined && {
      evidence: parseList(evidence, where, 'evidence').map((each) => parseEvidence(each, where)),
    }),
  };
}

function parseAccept(json: unknown, where: string): readonly string[] {
  return parseList(json, where, 'accept').map((each) => {
    if (typeof each !== 'string' || each === '') throw badQuestion(where, '`accept` is a list of texts');
    return each;
  });
}

function parseEvidence(json: unknown, where: string): ComparisonEvidence {
  const { source, location, quote } = fieldsOf(json, where);
  if (typeof source !== 'string' || typeof quote !== 'string') {
    throw badQuestion(where, 'each `evidence` has a `source`, a `location` and a `quote`');
  }
  return { source, location: parseLocation(location, where), quote };
}

function parseLocation(json: unknown, where: string): Location {
  const { type, start, end, page, cell } = fieldsOf(json, where);
  const isPlace = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
  if (type === 'lines' && isPlace(start) && isPlace(end)) return { type, start, end };
  if (type === 'page' && isPlace(page)) return { type, page };
  if (type === 'cell' && isPlace(cell)) return { type, cell };
  throw badQuestion(where, 'a `location` is lines with start and end, a page or a cell, counted from 1');
}

function parseList(json: unknown, where: string, name: string): readonly unknown[] {
  if (!Array.isArray(json)) throw badQuestion(where, `\`${name}\` is a list`);
  return json;
}

function fieldsOf(json: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null) throw badQuestion(where, 'is a text or an object');
  return { ...json };
}

function badQuestion(where: string, what: string): QuireError<'bad-input'> {
  return new QuireError('bad-input', {
    option: 'questions',
    message: `In the questions, ${where}: ${what}.`,
  });
}
