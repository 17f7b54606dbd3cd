import { expect, test } from 'vitest';
import { createMemoryRetriever } from '../../src/retrieve/memory-retriever.ts';
import type { TextSegment } from '../../src/segment.ts';

const companies = ['Alder Marine', 'Birch Freight', 'Cedar Ferries', 'Damson Docks'];
const years = [2021, 2022, 2023];

/** A cover that bears the name, and a page of figures that speaks of the years before as well, as reports do. */
function report(source: string, company: string, year: number): TextSegment[] {
  const page = (number: number, text: string): TextSegment => ({
    type: 'text',
    source,
    location: { type: 'page', page: number },
    text,
  });
  const compared = years.map((each) => `Net revenue in ${each} was ${each % 100} million.`).join(' ');
  return [
    page(1, `# ${company}\n\n## Annual report ${year}\n`),
    page(2, `${compared} ${compared} The crews of all companies were paid.`),
  ];
}

const reports = companies.flatMap((company, at) =>
  years.map((year) => ({ source: `scan-${at}-${year % 7}.pdf`, company, year })),
);

const glossary: TextSegment = {
  type: 'text',
  source: 'terms.pdf',
  location: { type: 'page', page: 2 },
  text: 'Net revenue: what was earned, net of fees, as Alder Marine, Birch Freight, Cedar Ferries and Damson Docks stated in 2021, 2022, 2023.',
};

async function best(query: string, options: { sources?: readonly string[] } = {}) {
  const retriever = await createMemoryRetriever({
    segments: [glossary, ...reports.flatMap(({ source, company, year }) => report(source, company, year))],
    countTokens: (text) => Math.ceil(text.length / 4),
  });
  const found = await retriever.retrieve({ query, evidenceTokens: 200, ...options });
  return found.filter(({ location }) => location.type === 'page' && location.page === 2)[0]?.source;
}

test.each(reports)(
  'of reports that say the same, a question about $company in $year gets that one',
  async (one) => {
    expect(await best(`What was the net revenue of ${one.company} in ${one.year}?`)).toBe(one.source);
  },
);

test('a question that names no document is left to the words', async () => {
  expect(await best('what was earned net of fees?')).toBe('terms.pdf');
});

test('documents outside of the scope are not routed to', async () => {
  const [first, second] = reports as [(typeof reports)[0], (typeof reports)[0]];
  const query = `What was the net revenue of ${first.company} in ${first.year}?`;
  expect(await best(query, { sources: [second.source] })).toBe(second.source);
});
