import { expect, test } from 'vitest';
import { createMemoryRetriever } from '../../src/retrieve/memory-retriever.ts';
import type { TextSegment } from '../../src/segment.ts';

// The first document holds a word of the question as it stands there, the second its telling words in other forms.
const cases: readonly (readonly [
  language: string,
  documents: readonly [string, string, string],
  question: string,
])[] = [
  [
    'German',
    [
      'Bei Sturm gilt ein Verbot.',
      'Die Gebühren für Häuser setzt der Vorstand fest.',
      'Das Werkstor ist nachts geschlossen.',
    ],
    'Welche Gebühr gilt bei einem Haus?',
  ],
  [
    'French',
    [
      'Il faut garder le silence la nuit.',
      "Les chevaux sont gardés à l'écurie.",
      'La grille est fermée après minuit.',
    ],
    'Où faut-il garder un cheval ?',
  ],
  [
    'Spanish',
    [
      'Se guarda dinero en la caja.',
      'Quien cancela antes de mayo recupera la señal.',
      'La verja se cierra por la noche.',
    ],
    '¿Cómo se puede cancelar y recuperar el dinero?',
  ],
  [
    'Russian',
    [
      'Срок службы каната пять лет.',
      'О расторжении договоров предупреждают заранее.',
      'Ворота закрыты ночью, и сторож обходит причал.',
    ],
    'Какой срок расторжения договора?',
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

test('a few key words, which tell no language, find a document of any', async () => {
  const documents = cases.map(([, [, answer]]) => answer);
  expect((await search(documents, 'Haus'))[0]?.source).toBe('0.txt');
  expect((await search(documents, 'cheval'))[0]?.source).toBe('1.txt');
  expect((await search(documents, 'cancelar recuperar'))[0]?.source).toBe('2.txt');
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
