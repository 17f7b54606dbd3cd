import { expect, test } from 'vitest';
import { createMemoryRetriever } from '../../src/retrieve/memory-retriever.ts';
import type { TextSegment } from '../../src/segment.ts';

// In each question the telling words stand in other forms than in the document, and no word of it is one that English stems join.
const cases: readonly (readonly [
  language: string,
  documents: readonly [string, string, string],
  question: string,
])[] = [
  [
    'German',
    [
      'Die Liegeplätze werden im Frühjahr vergeben. Der Hafenmeister führt darüber eine Liste.',
      'Die Gebühren für große Häuser auf dem Gelände sind im Voraus zu zahlen, sonst werden sie gemahnt.',
      'Das Werkstor ist nachts geschlossen, und der Wachdienst macht seine Runde auf dem Gelände.',
    ],
    'Welche Gebühr ist für ein großes Haus zu zahlen?',
  ],
  [
    'French',
    [
      'Les places sont attribuées au printemps et le capitaine en tient la liste.',
      "Les bateaux immatriculés à l'étranger présentent leurs certificats avant d'être amarrés.",
      'La grille est fermée la nuit et le gardien fait sa ronde sur le quai.',
    ],
    'Quel certificat un bateau étranger doit-il présenter ?',
  ],
  [
    'Spanish',
    [
      'Las plazas se asignan en primavera y el capitán lleva la lista.',
      'Los horarios de las oficinas cambian durante los días festivos.',
      'La verja se cierra por la noche y el guarda hace su ronda por el muelle.',
    ],
    '¿Cuál es el horario de la oficina en un día festivo?',
  ],
  [
    'Russian',
    [
      'Места распределяются весной, и капитан порта ведёт список.',
      'О расторжении договоров стороны предупреждают письменно за тридцать дней.',
      'Ворота закрыты ночью, и сторож обходит причал.',
    ],
    'За сколько дней предупреждают о расторжении договора?',
  ],
  [
    'Chinese',
    [
      '泊位在春季分配，由港务长登记。',
      '退款申请须在三十天内以书面形式提出。',
      '大门夜间关闭，警卫在码头巡逻。',
    ],
    '申请退款的期限是多少天？',
  ],
  [
    'Japanese',
    [
      '停泊場所は春に割り当てられ、港長が一覧を管理します。',
      '契約を解除する場合は、三十日前までに書面で通知してください。',
      '門は夜間に閉まり、警備員が岸壁を巡回します。',
    ],
    '契約の解除はいつまでに通知すればよいですか？',
  ],
];

test.each(cases)('a question in %s finds the words in their other forms', async (_, documents, question) => {
  const [best] = await search(documents, question);
  expect(best?.source).toBe('1.txt');
});

test('documents of many languages are found each by its own', async () => {
  const documents = cases.map(([, [, answer]]) => answer);
  for (const [at, [, , question]] of cases.entries()) {
    expect((await search(documents, question))[0]?.source).toBe(`${at}.txt`);
  }
});

test('a few key words find a document of any language', async () => {
  const documents = cases.map(([, [, answer]]) => answer);
  expect((await search(documents, 'festivo horario'))[0]?.source).toBe('2.txt');
  expect((await search(documents, 'certificat étranger'))[0]?.source).toBe('1.txt');
});

async function search(documents: readonly string[], query: string) {
  const segments = documents.map(
    (text, at): TextSegment => ({
      type: 'text',
      source: `${at}.txt`,
      location: { type: 'lines', start: 1, end: 1 },
      text,
    }),
  );
  const retriever = await createMemoryRetriever({ segments, countTokens: (text) => text.length / 4 });
  return retriever.retrieve({ query, evidenceTokens: 2000 });
}
