import { expect, test } from 'vitest';
import { findExtracts } from '../../src/offline/find-extracts.ts';

async function first(question: string, text: string, id = 'docs/notes.md') {
  return (await findExtracts({ documents: [{ id, text }], question }))[0]?.text;
}

test('an extract is the whole paragraph, not a sentence torn out of it', async () => {
  const text = 'Unrelated.\n\nThe siren sounds at 3,200 mm. It needs two stations. It stops by hand.\n';
  expect(await first('At what level does the siren sound?', text)).toBe(
    'The siren sounds at 3,200 mm. It needs two stations. It stops by hand.',
  );
});

test('a sentence that ends in a colon brings its list or code', async () => {
  const text = 'Stations are named by:\n\n- their village\n- a number\n\nOther text.\n';
  expect(await first('What are stations named by?', text)).toContain('- a number');
});

test('the words of a heading count for the sentence under it', async () => {
  const text =
    '# Guide\n\n## Battery\n\nUnder 11.4 V the radio goes off.\n\n## Radio\n\nThe radio is blue.\n';
  expect(await first('When does the battery make the radio go off?', text)).toBe(
    'Under 11.4 V the radio goes off.',
  );
});

test('between sentences that say as much, the one that looks like an answer comes first', async () => {
  const text =
    'Readings are kept in memory.\n\nReadings are kept for 30 days.\n\nReadings are kept with care.\n';
  expect(await first('How long are readings kept?', text)).toBe('Readings are kept for 30 days.');
});

test('a definition is preferred when the question asks what a thing is', async () => {
  const text =
    'The throughstone lies deep.\n\nA throughstone is a stone that reaches from face to face.\n\nEach throughstone counts.\n';
  expect(await first('What is a throughstone?', text)).toBe(
    'A throughstone is a stone that reaches from face to face.',
  );
});

test('another word for the same thing is a weaker match', async () => {
  const text = 'Delete a station with `rm`.\n\nNothing else is told here.\n';
  const [extract] = await findExtracts({
    documents: [{ id: 'a.md', text }],
    question: 'How do I remove a station?',
  });
  expect(extract?.text).toBe('Delete a station with `rm`.');
  // One of two equally telling words in full, the other by half.
  expect(extract?.coverage).toBeCloseTo(0.75, 12);
});

test('a missing number halves what an extract covers when the question asks how many', async () => {
  const ask = async (text: string) =>
    (await findExtracts({ documents: [{ id: 'a.md', text }], question: 'How many tugs are there?' }))[0]
      ?.coverage;
  expect(await ask('There are two tugs.\n')).toBe(1);
  expect(await ask('There are tugs.\n')).toBe(0.5);
});

test('the same words at two addresses are shown once', async () => {
  const text = 'The siren sounds at 3,200 mm.\n';
  const documents = [
    { id: 'a.md', text },
    { id: 'b.md', text },
  ];
  expect(await findExtracts({ documents, question: 'When does the siren sound?' })).toHaveLength(1);
});

test('extracts do not overlap and stand where they say', async () => {
  const text = Array.from(
    { length: 40 },
    (_, n) => `Station ${n} reports a level of ${n} mm each minute. It is well.`,
  ).join('\n\n');
  const extracts = await findExtracts({
    documents: [{ id: 'a.md', text }],
    question: 'Which level does station 7 report?',
  });
  expect(extracts).toHaveLength(3);
  const sorted = extracts.toSorted((a, b) => a.start - b.start);
  for (const [index, extract] of sorted.entries()) {
    expect(text.slice(extract.start, extract.end)).toBe(extract.text);
    expect(extract.start).toBeGreaterThanOrEqual(sorted[index - 1]?.end ?? 0);
  }
  expect(extracts[0]?.text).toContain('Station 7');
});

test('a long code block is cut at a line', async () => {
  const code = Array.from({ length: 80 }, (_, n) => `const reading${n} = take(${n});`).join('\n');
  const [extract] = await findExtracts({
    documents: [{ id: 'a.md', text: `Take readings like this:\n\n\`\`\`ts\n${code}\n\`\`\`\n` }],
    question: 'How do I take readings?',
  });
  expect(extract?.text.length).toBeLessThanOrEqual(900);
  expect(extract?.text).toMatch(/;$/);
});

test('a place that merely asks the question is no answer to it, and what stands beside it in code is none either', async () => {
  const question = 'How long does the fire watch stay after welding?';
  const documents = [
    { id: 'quiz.md', text: `# Quiz\n\n- ${question}\n- Who signs?\n` },
    { id: 'ask.test.ts', text: `test('asks', () => {\n  ask('${question}', 3);\n});\n` },
    { id: 'questions.json', text: `{\n  "id": 4,\n  "question": "${question}"\n}\n` },
    { id: 'fire.md', text: 'A fire watch stays for 60 minutes. Welding needs a permit.\n' },
  ];
  const extracts = await findExtracts({ documents, question });
  expect(extracts[0]?.text).toBe('A fire watch stays for 60 minutes. Welding needs a permit.');
  const asked = await findExtracts({ documents: documents.slice(1, 3), question });
  expect(Math.max(0, ...asked.map(({ coverage }) => coverage))).toBeLessThan(0.6);
});

test('a question that a text asks and goes on to answer leads to the answer', async () => {
  const text = 'Q: How long does the fire watch stay after welding?\nA: For 60 minutes, in all weathers.\n';
  expect(await first('How long does the fire watch stay after welding?', text)).toContain('60 minutes');
});

test('who does it need not be a person', async () => {
  const question = 'Who picks which berths are dredged in a dry year?';
  const ask = async (text: string) =>
    (await findExtracts({ documents: [{ id: 'a.md', text }], question }))[0]?.coverage;
  expect(await ask('In a dry year the tide gauge picks which berths are dredged.\n')).toBe(1);
  expect(await ask('In a dry year nobody picks which berths are dredged.\n')).toBe(0.5);
});
