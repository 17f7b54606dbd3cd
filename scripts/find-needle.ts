// Hides one sentence in generated prose at ten depths and says whether retrieval brings it within 16,000 tokens of evidence:
//   npx node scripts/find-needle.ts [--tokens 1000000,5000000]
// Once for a question that shares words with the sentence, once for one that shares none: ranking by words cannot find those.
import { parseArgs } from 'node:util';
import { prepareContext, type SourceItem, searchContext } from '../src/index.ts';

const needle = 'Marguerite keeps the spare brass key of the lighthouse under the third blue flowerpot.';
const questions = {
  'shared words': 'Where is the spare key of the lighthouse kept?',
  'no shared words': 'How does a visitor unlock that beacon tower if nobody is home?',
};
const depths = Array.from({ length: 10 }, (_, n) => n / 9);
const charactersPerToken = 4;
const charactersPerFile = 40_000;

// Most words of the needle are among them, at one place in ten: what tells it is that they stand together.
const people = 'Marguerite Anton Beatrix Corin Delia Edgar Fiona Gustav Hanna Ilja'.split(' ');
const verbs = 'keeps finds carries paints forgets sells mends hides measures watches counts borrows'.split(
  ' ',
);
const qualities = 'spare brass blue old third narrow quiet heavy wooden green broken distant'.split(' ');
const things = 'key boat lantern flowerpot rope letter map ladder chart bell barrel window'.split(' ');
const places =
  'lighthouse harbour market chapel island meadow bridge cellar orchard station mill school'.split(' ');
const links = 'under behind near beyond above beside'.split(' ');

const syllables = 'ba de fi go lu ma ne pi ro su ta ve'.split(' ');

const { values } = parseArgs({ options: { tokens: { type: 'string', default: '1000000,5000000' } } });
for (const tokens of values.tokens.split(',').map(Number)) await hide(tokens);

async function hide(tokens: number): Promise<void> {
  const found = new Map(Object.keys(questions).map((kind) => [kind, 0]));
  let indexSeconds = 0;
  const searchMs: number[] = [];
  for (const depth of depths) {
    const context = await prepareContext({
      sources: [{ [Symbol.iterator]: () => write(tokens, depth) }],
      model: 'alibaba/qwen3.5-flash',
      strategy: 'retrieve',
    });
    const started = performance.now();
    await searchContext({ context, query: 'index' });
    indexSeconds += (performance.now() - started) / 1000 / depths.length;
    for (const [kind, query] of Object.entries(questions)) {
      const before = performance.now();
      const passages = await searchContext({ context, query });
      searchMs.push(performance.now() - before);
      if (passages.some(({ text }) => text.includes(needle))) found.set(kind, (found.get(kind) ?? 0) + 1);
    }
  }
  const hits = [...found].map(([kind, count]) => `${kind} ${count} of ${depths.length}`).join(', ');
  const slowest = Math.max(...searchMs).toFixed(0);
  const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0);
  console.log(
    `${tokens / 1e6}M tokens: ${hits}; index ${indexSeconds.toFixed(1)} s, slowest search ${slowest} ms, peak ${peak} MB`,
  );
}

/** Files of prose, the same for the same arguments, with the needle at a share of the whole. */
function* write(tokens: number, depth: number): Generator<SourceItem> {
  const random = seeded(7);
  const files = Math.max(1, Math.round((tokens * charactersPerToken) / charactersPerFile));
  const position = Math.round(depth * (files - 1));
  for (let n = 0; n < files; n += 1) {
    const paragraphs: string[] = [];
    let size = 0;
    while (size < charactersPerFile) {
      const paragraph = Array.from({ length: 5 }, () => sentence(random)).join(' ');
      paragraphs.push(paragraph);
      size += paragraph.length + 2;
    }
    if (n === position) paragraphs.splice(Math.floor(depth * paragraphs.length), 0, needle);
    const text = paragraphs.join('\n\n');
    const location = { type: 'lines', start: 1, end: 2 * paragraphs.length - 1 } as const;
    yield { type: 'text', source: `prose/chapter-${String(n).padStart(5, '0')}.txt`, location, text };
  }
}

function sentence(random: () => number): string {
  const one = (from: readonly string[]) => from[Math.floor(random() * from.length)] as string;
  const invent = () => Array.from({ length: 3 }, () => one(syllables)).join('');
  const pick = (from: readonly string[]) => (random() < 0.1 ? one(from) : invent());
  const when = Math.floor(random() * 4000);
  return `In the year ${when} ${pick(people)} ${pick(verbs)} the ${pick(qualities)} ${pick(things)} of the ${pick(places)} ${pick(links)} the ${pick(qualities)} ${pick(things)}.`;
}

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
