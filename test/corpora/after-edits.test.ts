import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { answerQuestion } from '../../src/answer-question.ts';
import type { PackContext } from '../../src/context.ts';
import { load } from '../../src/load/load.ts';
import { extractiveModel } from '../../src/offline/extractive-model.ts';
import { appendChanges } from '../../src/pack/append-changes.ts';
import { findChanges } from '../../src/pack/find-changes.ts';
import { packSegments } from '../../src/pack/pack-segments.ts';
import type { Prefix } from '../../src/prefix.ts';
import { prepareContext } from '../../src/prepare-context.ts';
import { searchContext } from '../../src/search-context.ts';
import { segmentId, type TextSegment } from '../../src/segment.ts';
import { type SeededRandom, seededRandom } from '../helpers/seeded-random.ts';

const countTokens = ({ text }: TextSegment) => Math.ceil(text.length / 4);

/** One of fifty edits: lines that come and go inside documents, and documents that come and go. */
function edit(segments: Map<string, TextSegment>, random: SeededRandom, number: number): void {
  const place = random.pick([...segments.values()]);
  const lines = place.text.split('\n');
  const note = `Reviewed in round ${number}.`;
  const set = (segment: TextSegment) => segments.set(segmentId(segment), segment);
  const edits = [
    () => set({ ...place, text: lines.toSpliced(random.below(lines.length + 1), 0, note).join('\n') }),
    () => set({ ...place, text: lines.filter((line) => !line.startsWith('Reviewed in')).join('\n') }),
    () => set({ ...place, source: `notes/${number}.md`, text: `${note}\n` }),
    () => segments.delete([...segments.keys()].find((id) => id.startsWith('notes/')) ?? ''),
  ];
  random.pick(edits)();
}

test.each(['tidepool', 'harbour-manual', 'survey-report'])(
  'after fifty edits the questions of %s get the same citations, appended or packed anew',
  async (name) => {
    const folder = resolve(import.meta.dirname, `../../corpora/${name}`);
    const questions: readonly { readonly question: string }[] = JSON.parse(
      await readFile(`${folder}/questions.json`, 'utf8'),
    );
    const read = await Array.fromAsync(load(`${folder}/documents`));
    const segments = new Map(
      read.flatMap((item) => (item.type === 'text' ? [[segmentId(item), item] as const] : [])),
    );
    const random = seededRandom(9);
    let appended: Prefix = packSegments([...segments.values()], { countTokens });
    for (let number = 1; number <= 50; number += 1) {
      edit(segments, random, number);
      const changes = findChanges(appended, [...segments.values()]);
      appended = appendChanges(appended, changes, { countTokens }) ?? appended;
    }
    const { superseded = [], replaced = [] } = appended;
    expect(superseded.length + replaced.length).toBeGreaterThan(20);

    const rebuilt = await prepareContext({ sources: [[...segments.values()]], model: extractiveModel() });
    if (rebuilt.strategy !== 'pack') throw new Error('Expected a pack.');
    const grown: PackContext = { ...rebuilt, prefix: appended };
    for (const { question } of questions) {
      const [was, is] = await Promise.all([rebuilt, grown].map((context) => cite(context, question)));
      expect.soft(is, question).toEqual(was);
    }
    // Each search makes an index of all documents.
    for (const { question } of questions.slice(0, 10)) {
      const [was, is] = await Promise.all([rebuilt, grown].map((context) => find(context, question)));
      expect.soft(is, question).toEqual(was);
    }
  },
  60_000,
);

async function cite(context: PackContext, question: string) {
  const { text, citations } = await answerQuestion({ context, question });
  return { text, citations };
}

async function find(context: PackContext, query: string) {
  const passages = await searchContext({ context, query, evidenceTokens: 2_000 });
  return passages.map(({ source, location }) => ({ source, location }));
}
