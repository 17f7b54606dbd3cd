import { expect, test } from 'vitest';
import { createWordFinder } from '../../src/text/create-word-finder.ts';
import { readText } from '../../src/text/lexicon.ts';
import { questionLanguages, questionWords, searchWords } from '../../src/text/search-words.ts';

test.each([
  ['Retries are configured', ['retri', 'ar', 'configur']],
  ['maxRetries', ['maxretries', 'max', 'retri']],
  ['max_retries', ['maxretries', 'max', 'retri']],
  ['max-retries', ['maxretries', 'max', 'retri']],
  ['HTTPServer2', ['httpserver2', 'http', 'server', '2']],
  ['server.port.', ['server.port', 'server', 'port']],
  ['zod@4.1.8', ['zod', '4.1.8', '4', '1', '8']],
  ['x-request-id: v1', ['xrequestid', 'x', 'request', 'id', 'v1', 'v', '1']],
  ['Café ﬁle', ['cafe', 'file']],
  ['港の事務所', ['港の', 'の事', '事務', '務所']],
  ['使用HTTP协议', ['使用', 'http', '协议']],
  ['done👍 now', ['done', 'now']],
  ['', []],
])('the search words of %j', (text, words) => {
  expect(searchWords(text)).toEqual(words);
});

test('one spelling of an identifier finds the others', () => {
  expect(searchWords('retry_after_ms')[0]).toBe(searchWords('retryAfterMs')[0]);
});

test('a question keeps the words that say what it is about, once each', () => {
  expect(questionWords('What is the default port, and is the port open?')).toEqual([
    'default',
    'port',
    'open',
  ]);
});

test('a question of stop words alone keeps them', () => {
  expect(questionWords('who is it?')).toEqual(['who', 'is', 'it']);
});

test('a finder reports the same words as the list, with their places', () => {
  const text = 'The gateway retries. maxRetries is 3; see gateway.retries.';
  const words = searchWords('retry gateway');
  const found: [string, number][] = [];
  createWordFinder(words)(readText(text), (word, offset) => found.push([words[word] as string, offset]));
  expect(found).toEqual([
    ['gatewai', 4],
    ['retri', 12],
    ['retri', 21],
    ['gatewai', 42],
    ['retri', 42],
  ]);
  expect(found.map(([word]) => word)).toEqual(searchWords(text).filter((word) => words.includes(word)));
});

test('a run of megabytes is read in time that grows with its length', () => {
  const started = performance.now();
  searchWords('a'.repeat(2_000_000));
  searchWords('a-'.repeat(1_000_000));
  expect(performance.now() - started).toBeLessThan(2000);
});

test.each([
  ['de', 'Die Kündigungsfristen der Häuser', 'kundigungsfrist haus'],
  ['fr', 'Les règlements des bâtiments régionaux', 'regl bat regional'],
  ['es', 'Los horarios de las oficinas portuarias', 'horari oficin portuari'],
  ['it', 'Gli orari degli uffici portuali', 'orar uffic portual'],
  ['pt', 'Os horários das regiões portuárias', 'horari regio portuar'],
  ['nl', 'De openingstijden van de havens', 'openingstijd haven'],
  ['sv', 'Hamnarna och avgifterna', 'hamn avgift'],
  ['ru', 'Условия договоров и сроки расторжения', 'услов договор срок расторжен'],
] as const)('words in %s are compared by their stems: %j', (language, text, words) => {
  expect(questionWords(text, [language])).toEqual(words.split(' '));
});

test.each([
  ['Where is the port?', ['en']],
  ['Wie lang ist die Kündigungsfrist?', ['de', 'en']],
  ['Quel est le délai de préavis ?', ['fr', 'en']],
  ['¿Cuándo cierra la oficina del puerto?', ['es', 'en']],
  ['Какой срок расторжения договора?', ['ru', 'en']],
])('the languages to look for %j in', (question, spoken) => {
  expect(questionLanguages(question, shares('en', 'de', 'fr', 'es', 'ru'))).toEqual(spoken);
});

test('key words that tell no language are looked for in each', () => {
  const words = questionWords(
    'Kündigungsfristen',
    questionLanguages('Kündigungsfristen', shares('de', 'fr')),
  );
  expect(words).toEqual(expect.arrayContaining(['kundigungsfrist', 'kundigungsfristen']));
});

/** Documents in these languages, of each as many. */
function shares(...written: readonly string[]): ReadonlyMap<string, number> {
  return new Map(written.map((language) => [language, 1 / written.length]));
}

test('a language of hardly any document is looked for when the question is in it, and not for key words', () => {
  const written = new Map([
    ['en', 0.995],
    ['fr', 0.005],
  ]);
  expect(questionLanguages('port fermé', written)).toEqual(['en']);
  expect(questionLanguages('Quand est-ce que le port est fermé ?', written)).toEqual(['fr', 'en']);
});

test('a language that no document is written in is not looked for', () => {
  expect(questionLanguages('Wie lang ist die Frist?', shares('en', 'fr'))).toEqual(['en']);
  expect(questionLanguages('Port', shares('en'))).toEqual(['en']);
});

test('questions without spaces lose what makes them questions', () => {
  expect(questionWords('退款期限是多少')).toEqual(['退款', '款期', '期限', '限是', '是多']);
  expect(questionWords('締切はいつですか')).toEqual(['締切', '切は', 'はい', 'つで']);
});
