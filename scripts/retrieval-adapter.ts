// Lets a scorer of retrieval drive quire through the public API: JSON lines on stdin, JSON lines on stdout.
//   {"op":"index","root":"/docs","files":["a.md"]}                    -> {"ok":true,"documents":1}
//   {"op":"query","id":"q1","question":"…","budget":32000,"scope":null} -> {"id":"q1","spans":[…best first]}
// A span is {"path","start","end"} in UTF-16 units, {"path","startLine","endLine"} where line ends are CRLF, or {"path","page"}
// of a PDF. `scope` is null or the paths to search in. Text with form feeds is read as pages, as `pdftotext` writes them.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import {
  type Context,
  loadPdf,
  loadText,
  prepareContext,
  QuireError,
  type RetrievedChunk,
  type Source,
  searchContext,
  type TextSegment,
} from '../src/index.ts';

type Request =
  | { readonly op: 'index'; readonly root: string; readonly files: readonly string[] }
  | {
      readonly op: 'query';
      readonly id: string;
      readonly question: string;
      readonly budget: number;
      readonly scope: readonly string[] | null;
    };

/** What addresses are turned into offsets with. */
interface Text {
  readonly text: string;
  readonly lineStarts: readonly number[];
  readonly pageStarts: readonly number[];
}

const texts = new Map<string, Text>();
let context: Context | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  const request: Request = JSON.parse(line);
  const reply = request.op === 'index' ? await index(request) : await query(request);
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

async function index({ root, files }: Extract<Request, { op: 'index' }>) {
  texts.clear();
  const sources: Source[] = [];
  for (const path of files) sources.push(await load(root, path));
  context = await prepareContext({ sources, model: 'alibaba/qwen3.5-flash', strategy: 'retrieve' });
  // The index is built for the first question: ask one here, so that the scorer times it as indexing.
  await searchContext({ context, query: 'index' });
  return { ok: true, documents: context.coverage.documents.length };
}

async function load(root: string, path: string): Promise<Source> {
  if (path.endsWith('.pdf')) return loadPdf(join(root, path), { source: path });
  const bytes = await readFile(join(root, path));
  try {
    const segments: TextSegment[] = [];
    for await (const item of loadText(bytes, { source: path })) if (item.type === 'text') segments.push(item);
    const [whole] = segments;
    if (whole?.location.type !== 'lines') return segments;
    const { text } = whole;
    texts.set(path, { text, lineStarts: startsAfter(text, '\n'), pageStarts: startsAfter(text, '\f') });
    return text.includes('\f') ? pagesOf(whole) : segments;
  } catch (error) {
    if (QuireError.isInstance(error, 'not-text')) return [];
    throw error;
  }
}

function pagesOf({ version: _, ...segment }: TextSegment): TextSegment[] {
  return segment.text
    .split('\f')
    .map((text, at) => ({ ...segment, location: { type: 'page', page: at + 1 }, text }) as const)
    .filter(({ text }) => text.trim() !== '');
}

function startsAfter(text: string, mark: string): number[] {
  const starts = [0];
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) starts.push(at + 1);
  return starts;
}

/**
 * Neighbours come joined, and a span stands where its best part does, so the list for a large budget does not begin with what a
 * small one would get. Asked for ever larger budgets, each adds what the one before did not have.
 */
async function query({ id, question, budget, scope }: Extract<Request, { op: 'query' }>) {
  if (context === undefined) throw new Error('Index first.');
  const spans: Span[] = [];
  for (let evidenceTokens = Math.min(budget, 1000); ; evidenceTokens = Math.min(budget, evidenceTokens * 2)) {
    const sources = scope === null ? {} : { sources: scope };
    const found = await searchContext({ context, query: question, evidenceTokens, ...sources });
    const known = [...spans];
    for (const span of found.map(toSpan)) spans.push(...subtract(span, known));
    if (evidenceTokens >= budget) return { id, spans };
  }
}

type Span =
  | { readonly path: string; readonly start: number; readonly end: number }
  | { readonly path: string; readonly startLine: number; readonly endLine: number }
  | { readonly path: string; readonly page: number };

function toSpan({ source: path, location, text }: RetrievedChunk): Span {
  const known = texts.get(path);
  if (known === undefined && location.type === 'page') return { path, page: location.page };
  if (location.type === 'lines' && known?.text.includes('\r\n') !== false) {
    return { path, startLine: location.start, endLine: location.end };
  }
  const base =
    location.type === 'lines'
      ? known?.lineStarts[location.start - 1]
      : known?.pageStarts[location.type === 'page' ? location.page - 1 : 0];
  const start = (base ?? 0) + (location.offset ?? 0);
  return { path, start, end: start + text.length };
}

/** The parts of a span that no other holds. Lines and pages count as held once they were named. */
function subtract(span: Span, others: readonly Span[]): Span[] {
  if (!('end' in span)) return others.some((other) => isDeepStrictEqual(other, span)) ? [] : [span];
  let parts = [span];
  for (const other of others) {
    if (other.path !== span.path || !('end' in other)) continue;
    parts = parts.flatMap(({ path, start, end }) =>
      other.end <= start || other.start >= end
        ? [{ path, start, end }]
        : [
            { path, start, end: other.start },
            { path, start: other.end, end },
          ].filter((part) => part.end > part.start),
    );
  }
  return parts;
}
