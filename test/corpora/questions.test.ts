import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '../..');
const corpora = join(root, 'corpora');

const evidence = z.strictObject({
  source: z.string().min(1),
  location: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('lines'), start: z.int().positive(), end: z.int().positive() }),
    z.strictObject({ type: z.literal('page'), page: z.int().positive(), label: z.string().optional() }),
  ]),
  quote: z.string().min(4),
});
const base = {
  id: z.string().regex(/^[a-z0-9-]+$/),
  question: z.string().min(10),
};
const questions = z
  .array(
    z.union([
      z.strictObject({
        ...base,
        type: z.enum(['lookup', 'paraphrase', 'number', 'multi']),
        answer: z.string().min(1),
        accept: z.array(z.string().min(1)).min(1),
        evidence: z.array(evidence).min(1),
      }),
      z.strictObject({
        ...base,
        type: z.literal('unanswerable'),
        answer: z.string().min(1),
        accept: z.array(z.string()).max(0),
        evidence: z.array(evidence).max(0),
      }),
    ]),
  )
  .min(18);

const names = (await readdir(corpora)).filter((name) => existsSync(join(corpora, name, 'questions.json')));

test('finds the three corpora', () => {
  expect(names).toEqual(expect.arrayContaining(['harbour-manual', 'survey-report', 'tidepool']));
});

describe.each(names)('the questions of %s', async (name) => {
  const documents = join(corpora, name, 'documents');
  const raw: unknown = JSON.parse(await readFile(join(corpora, name, 'questions.json'), 'utf8'));
  const list = questions.parse(raw);
  const quotes = list.flatMap((question) => question.evidence.map((item) => ({ id: question.id, ...item })));

  test('have ids of their own, every type, and at least four without an answer', () => {
    const ids = list.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    expect([...new Set(list.map(({ type }) => type))].toSorted()).toEqual(
      ['lookup', 'multi', 'number', 'paraphrase', 'unanswerable'].toSorted(),
    );
    expect(list.filter(({ type }) => type === 'unanswerable').length).toBeGreaterThanOrEqual(4);
  });

  test('quote their documents word for word, at the lines or the page they name', async () => {
    const missing: string[] = [];
    for (const { id, source, location, quote } of quotes) {
      const path = join(documents, source);
      const found =
        location.type === 'page'
          ? await standsOnPage(path, location, quote)
          : await standsInLines(path, location, quote);
      if (!found) missing.push(`${id}: ${source} ${JSON.stringify(location)}`);
    }
    expect(missing).toEqual([]);
  });

  test('accept only what their own answer says, and what the evidence of a plain question says', () => {
    const wrong = list.filter(({ type, answer, accept, evidence }) => {
      if (type === 'unanswerable') return false;
      const said = (text: string) => accept.some((short) => collapse(text).includes(collapse(short)));
      return !said(answer) || (type !== 'multi' && !evidence.some(({ quote }) => said(quote)));
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  test('never rest on a file that must not be read', () => {
    expect(quotes.filter(({ source }) => /(^|\/)\.env/.test(source))).toEqual([]);
  });
});

test.each([
  ['a file with CRLF', 'tools/nightly-export.cmd', /^@echo off\r\n/],
  ['a byte order mark', 'config/units.csv', /^\xef\xbb\xbfunit/],
  ['UTF-16', 'i18n/sms-texts.txt', /^\xff\xfek\0e\0y\0/],
  ['Latin-1', 'tools/stationer.txt', /m\xe5lere/],
  ['an empty file', 'forecast/__init__.py', /^$/],
  ['no newline at the end', 'edge/VERSION', /[^\n]$/],
  ['bytes that are no text', 'assets/logo.png', /^\x89PNG\r\n/],
  ['a very long line', 'forecast/data/reference-curve.json', /^.{16000}/],
  ['a delimiter in a document', 'docs/envelope-format.md', /<\/document>/],
  ['secrets that are none', '.env', /obviously-fake/],
])('tidepool keeps %s as it was written', async (_, path, bytes) => {
  expect(await readFile(join(corpora, 'tidepool/documents', path), 'latin1')).toMatch(bytes);
});

test('the report is made again byte for byte', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quire-report-'));
  try {
    const again = join(folder, 'report.pdf');
    await promisify(execFile)(process.execPath, [join(root, 'scripts/make-report-pdf.ts'), again]);
    expect(await sha256(again)).toBe(await sha256(join(corpora, 'survey-report/documents/report.pdf')));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the report has printed page numbers that differ from the physical ones, and bookmarks', async () => {
  const { labels, bookmarks } = await readPdf(join(corpora, 'survey-report/documents/report.pdf'));
  expect(labels.slice(0, 6)).toEqual(['Cover', 'i', 'ii', 'iii', '1', '2']);
  expect(labels.length).toBeGreaterThanOrEqual(12);
  expect(bookmarks).toContain('4 Causes of damage > 4.2 Vehicles');
});

type Lines = Extract<z.infer<typeof evidence>['location'], { type: 'lines' }>;
type Page = Extract<z.infer<typeof evidence>['location'], { type: 'page' }>;

/** The quote, no matter how its lines are broken, stands in these lines, and not in fewer of them. */
async function standsInLines(path: string, { start, end }: Lines, quote: string): Promise<boolean> {
  const lines = decode(await readFile(path)).split(/\r?\n/);
  const holds = (from: number, to: number) =>
    collapse(lines.slice(from - 1, to).join('\n')).includes(collapse(quote));
  if (end > lines.length || !holds(start, end)) return false;
  return start === end || !(holds(start + 1, end) || holds(start, end - 1));
}

/** The quote, without white space and hyphens (line ends divide words), stands on this page. */
async function standsOnPage(path: string, { page, label }: Page, quote: string): Promise<boolean> {
  const { pages, labels } = await readPdf(path);
  if (label !== undefined && labels[page - 1] !== label) return false;
  return squeeze(pages[page - 1] ?? '').includes(squeeze(quote));
}

interface PdfFacts {
  readonly pages: readonly string[];
  readonly labels: readonly string[];
  readonly bookmarks: readonly string[];
}

const read = new Map<string, Promise<PdfFacts>>();

function readPdf(path: string): Promise<PdfFacts> {
  const known = read.get(path) ?? openPdf(path);
  read.set(path, known);
  return known;
}

async function openPdf(path: string): Promise<PdfFacts> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const task = getDocument({ data: new Uint8Array(await readFile(path)), verbosity: 0 });
  try {
    const pdf = await task.promise;
    const pages: string[] = [];
    for (let page = 1; page <= pdf.numPages; page++) {
      const { items } = await (await pdf.getPage(page)).getTextContent();
      pages.push(items.map((item) => ('str' in item ? item.str : '')).join(''));
    }
    const bookmarks = ((await pdf.getOutline()) ?? []).flatMap(({ title, items }) => [
      title,
      ...items.map((item: { title: string }) => `${title} > ${item.title}`),
    ]);
    return { pages, labels: (await pdf.getPageLabels()) ?? [], bookmarks };
  } finally {
    await task.destroy();
  }
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}

function squeeze(text: string): string {
  return text.replace(/[\s\u00ad-]/g, '');
}

async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
