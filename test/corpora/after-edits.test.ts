import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { answerQuestion } from '../../src/answer-question.ts';
import type { PackContext, Prefix } from '../../src/context.ts';
import { loadRepository } from '../../src/load/load-repository.ts';
import { extractiveModel } from '../../src/offline/extractive-model.ts';
import { appendChanges } from '../../src/pack/append-changes.ts';
import { findChanges } from '../../src/pack/find-changes.ts';
import { packSegments } from '../../src/pack/pack-segments.ts';
import { prepareContext } from '../../src/prepare-context.ts';
import { searchContext } from '../../src/search-context.ts';
import type { TextSegment } from '../../src/segment.ts';
import { type SeededRandom, seededRandom } from '../helpers/seeded-random.ts';

const countTokens = ({ text }: TextSegment) => Math.ceil(text.length / 4);

/** Fifty edits, one after the other: lines that come and go, files that come and go, and are renamed there and back. */
function edit(files: Map<string, TextSegment>, random: SeededRandom, number: number): void {
  const place = random.pick([...files.values()]);
  const note = `Reviewed in round ${number}.\n`;
  const edits = [
    () => files.set(place.source, { ...place, text: `${place.text}\n${note}` }),
    () => files.set(place.source, { ...place, text: place.text.replace(/\nReviewed in round \d+\./, '') }),
    () => files.set(`notes/${number}.md`, { ...place, source: `notes/${number}.md`, text: note }),
    () => files.delete([...files.keys()].find((source) => source.startsWith('notes/')) ?? ''),
  ];
  random.pick(edits)();
}

test('after fifty edits questions about tidepool get the same citations, appended or packed anew', async () => {
  const folder = resolve(import.meta.dirname, '../../corpora/tidepool');
  const questions: readonly { readonly question: string }[] = JSON.parse(
    await readFile(`${folder}/questions.json`, 'utf8'),
  );
  const read = await Array.fromAsync(loadRepository(`${folder}/documents`));
  const files = new Map(read.flatMap((item) => (item.type === 'text' ? [[item.source, item] as const] : [])));
  const random = seededRandom(9);
  let appended: Prefix = packSegments([...files.values()], { countTokens });
  for (let number = 1; number <= 50; number += 1) {
    edit(files, random, number);
    const changes = findChanges(appended, [...files.values()]);
    appended = appendChanges(appended, changes, { countTokens }) ?? appended;
  }
  expect((appended.superseded?.length ?? 0) + (appended.replaced?.length ?? 0)).toBeGreaterThan(20);

  const rebuilt = await prepareContext({ sources: [[...files.values()]], model: extractiveModel() });
  if (rebuilt.strategy !== 'pack') throw new Error('Expected a pack.');
  const grown: PackContext = { ...rebuilt, prefix: appended };
  const cite = async (context: PackContext, question: string) => {
    const { text, citations } = await answerQuestion({ context, question });
    return { text, citations };
  };
  const find = async (context: PackContext, query: string) =>
    (await searchContext({ context, query, evidenceTokens: 2_000 })).map(({ source, location }) => ({
      source,
      location,
    }));
  for (const { question } of questions.filter((_, index) => index % 2 === 0)) {
    expect.soft(await cite(grown, question), question).toEqual(await cite(rebuilt, question));
  }
  // Each search makes an index of all documents.
  for (const { question } of questions.slice(0, 5)) {
    expect.soft(await find(grown, question), question).toEqual(await find(rebuilt, question));
  }
});
