import { expect, test } from 'vitest';
import { createAnswerReader, type ReadEvent } from '../../../src/answer/reply/read-answer.ts';
import { formatCitationMark } from '../../../src/text/citation-marks.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

const documents = [
  { source: 'a.md', location: { type: 'lines', start: 1, end: 2 }, text: 'Port 80.\nLock 9.' },
  { source: 'b.md', location: { type: 'lines', start: 1, end: 1 }, text: 'Port 80.' },
] as const;
const port = formatCitationMark({ id: 'a.md', quote: 'Port 80.' });
const lock = formatCitationMark({ id: 'a.md', quote: 'Lock 9.' });
const other = formatCitationMark({ id: 'b.md', quote: 'Port 80.' });

function read(output: string, deltas: Iterable<string> = [output]) {
  const reader = createAnswerReader(documents);
  const events: ReadEvent[] = [...deltas].flatMap((delta) => reader.read(delta));
  events.push(...reader.end());
  return { ...reader.result, events };
}

test('a number that the model writes itself, since a document says so, cannot pass for a citation', () => {
  const { text, citations } = read(`It never closes [1]. Port 80 ${port}, \`ports[1]\`.`);
  expect(text).toBe('It never closes (1). Port 80 [1], `ports[1]`.');
  expect(citations).toHaveLength(1);
});

test('numbers citations in the order in which they come', () => {
  const { text, citations } = read(`Port 80 ${lock}, and ${port}.`);
  expect(text).toBe('Port 80 [1], and [2].');
  expect(citations).toEqual([
    {
      mark: 1,
      source: 'a.md',
      location: { type: 'lines', start: 2, end: 2 },
      quote: 'Lock 9.',
      verified: true,
    },
    {
      mark: 2,
      source: 'a.md',
      location: { type: 'lines', start: 1, end: 1 },
      quote: 'Port 80.',
      verified: true,
    },
  ]);
});

test('the same place twice is one citation, shown twice and told once', () => {
  const { text, citations, events } = read(`A${port} B${lock} C${port}`);
  expect(text).toBe('A [1] B [2] C [1]');
  expect(citations).toHaveLength(2);
  expect(events.filter(({ type }) => type === 'citation')).toHaveLength(2);
});

test('the same words in another document are another citation', () => {
  expect(read(`A${port} B${other}`).text).toBe('A [1] B [2]');
});

test.each([
  ['words', `It is 80${port}.`, 'It is 80 [1].'],
  ['a space', `It is 80 ${port}.`, 'It is 80 [1].'],
  ['a full stop', `It is 80.${port} Next.`, 'It is 80. [1] Next.'],
  ['another mark', `It is 80.${port}${lock}`, 'It is 80. [1][2]'],
  ['another mark and a space', `It is 80.${port} ${lock}`, 'It is 80. [1] [2]'],
  ['a line break', `It is:\n${port}`, 'It is:\n[1]'],
  ['an opening bracket', `80 (${port})`, '80 ([1])'],
  ['an index, which would read as one more', `See ports[0]${port}`, 'See ports[0] [1]'],
  ['nothing', `${port} says so`, '[1] says so'],
])('spaces a mark behind %s', (_, output, expected) => {
  expect(read(output).text).toBe(expected);
});

test('not found is told apart and leaves no blank in front', () => {
  expect(read('<not-found/>\n\nIt is missing.')).toMatchObject({ notFound: true, text: 'It is missing.' });
  expect(read('It is missing.')).toMatchObject({ notFound: false });
  expect(read('<not-found/>')).toMatchObject({ notFound: true, text: '', events: [] });
});

test('an unknown document is a citation that is not verified', () => {
  const { text, citations } = read(`So ${formatCitationMark({ id: 'no.md', quote: 'x' })}`);
  expect(text).toBe('So [1]');
  expect(citations).toEqual([{ mark: 1, source: 'no.md', location: undefined, quote: 'x', verified: false }]);
});

test('an answer about citation marks keeps its examples', () => {
  const output =
    'Write `<cite id="ID">QUOTE</cite>`, or `<not-found/>` when nothing is there; `<cite>` alone is HTML.';
  expect(read(output)).toMatchObject({ text: output, citations: [], notFound: false });
});

test('a real citation in code is still a citation', () => {
  expect(read(`It is \`80\`${port}, \`${lock}\``)).toMatchObject({
    text: 'It is `80` [1], ` [2]`',
    citations: [{ verified: true }, { verified: true }],
  });
});

test('a citation is told right behind the text that holds its mark', () => {
  const { events } = read(`A${port}`);
  expect(events.map((event) => (event.type === 'text' ? event.text : event.citation.mark))).toEqual([
    'A',
    ' [1]',
    1,
  ]);
});

test('however an answer arrives, it is the same answer, and the texts add up to it', () => {
  const random = seededRandom(21);
  const parts = [
    port,
    lock,
    other,
    '<not-found/>',
    ' ',
    '\n',
    'It is ',
    '80',
    '(',
    ')',
    '[0]',
    '[2]',
    '`',
    '``',
    '\n\n',
    '<b>',
    '.',
    '<cite id="no">x',
  ];
  for (let round = 0; round < 300; round += 1) {
    const output = Array.from({ length: random.below(14) }, () => random.pick(parts)).join('');
    const whole = read(output);
    const single = read(output, output.split(''));
    expect({ ...single, events: [] }, output).toEqual({ ...whole, events: [] });
    const texts = single.events.flatMap((event) => (event.type === 'text' ? [event.text] : []));
    expect(texts.join('')).toBe(whole.text);
    expect(single.events.flatMap((event) => (event.type === 'citation' ? [event.citation] : []))).toEqual(
      whole.citations,
    );
  }
});
