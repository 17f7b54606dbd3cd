import type { Schema } from 'ai';
import type { Answer, Citation } from '../result.ts';

/** One thing that a shard holds of what was asked, with the places that show it. */
export interface Finding {
  readonly text: string;
  readonly citations: readonly Citation[];
  /** Which shard it was found in, counted from 1. */
  readonly shard: number;
}

const opening =
  'The documents above are one part of a larger collection; the other parts are read elsewhere.';

/** What each shard is asked: it stands behind the cached prefix, and is the same for every one of them. */
export function askForFindings(question: string): string {
  return `${opening} List all that these documents hold of what the question below asks about: one finding for each separate thing, none left out, none twice. A finding is one short statement, in the language of the question, that can be understood by itself. Cite for each the place that shows it. When these documents hold nothing of it, there are no findings.

Question: ${question}`;
}

/** Whether a text is what a shard is asked. */
export function asksForFindings(text: string): boolean {
  return text.startsWith(opening);
}

/** The form of a shard's reply. */
export async function findingsSchema(): Promise<Schema<{ readonly findings: readonly string[] }>> {
  const { jsonSchema } = await import('ai');
  return jsonSchema(
    {
      type: 'object',
      properties: { findings: { type: 'array', items: { type: 'string' } } },
      required: ['findings'],
    },
    {
      validate: (value) =>
        isFindings(value)
          ? { success: true, value }
          : { success: false, error: new Error('"findings" is to be a list of strings.') },
    },
  );
}

/** The findings of a shard, each with its citations. */
export function readFindings({ object, citations }: Answer, shard: number): readonly Finding[] {
  if (!isFindings(object)) return [];
  return object.findings.map((text, index) => ({
    text,
    shard,
    citations: citations.filter(
      ({ path = '' }) => path === `/findings/${index}` || path.startsWith(`/findings/${index}/`),
    ),
  }));
}

/** The findings of all shards in their order, each once: the same words about the same places are one. */
export function mergeFindings(findings: readonly Finding[]): readonly Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const places = finding.citations.map(({ source, location }) => JSON.stringify([source, location])).sort();
    const key = JSON.stringify([
      finding.text.normalize().replaceAll(/\s+/g, ' ').trim().toLowerCase(),
      places,
    ]);
    if (!merged.has(key)) merged.set(key, finding);
  }
  return [...merged.values()];
}

/** What is asked at last: over the passages that the findings cite, with the findings themselves. */
export function askToReduce(question: string, findings: readonly Finding[], total: number): string {
  const list = findings.map(({ text }, index) => `${index + 1}. ${text}`).join('\n');
  const shown = findings.length === total ? '' : ` The first ${findings.length} of them stand here.`;
  return `Every document of a collection was read for the question below. There are ${total} findings in all, none counted twice; the passages above are what they cite.${shown} Answer the question from the findings alone, add nothing to them, and cite the passages. Where it asks how many, the number is theirs.

Findings:
${list === '' ? '(none)' : list}

Question: ${question}`;
}

function isFindings(value: unknown): value is { readonly findings: readonly string[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'findings' in value &&
    Array.isArray(value.findings) &&
    value.findings.every((finding) => typeof finding === 'string')
  );
}
