// Whether answers suffer when what has changed is appended: edits a corpus fifty times, so that the answers to its questions about
// numbers change too, and asks its questions over the pack that has grown and over one that was made anew:
//   npx node scripts/compare-edits.ts [--corpus tidepool] [--model NAME] [--max-cost 0.25] [--json]
// With AI_GATEWAY_API_KEY or ALIBABA_API_KEY a real model is asked. `right` are answers that hold what the edited documents say,
// `stale` such as hold what they said before. Without a key there is nothing to find out: the offline model sees no old copy
// (test/corpora/after-edits.test.ts holds that).
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  answerQuestion,
  answerQuestions,
  createBudget,
  folderCache,
  formatCost,
  load,
  type PrepareContextOptions,
  prepareContext,
  resolveModel,
  type TextSegment,
} from '../src/index.ts';

const edits = 50;
/** Stands beside the corpus, since of a corpus alone fifty edits would be so much that all is packed anew. */
const others = ['../src/answer', '../src/pack', '../src/retrieve'];

interface Question {
  readonly question: string;
  readonly accept?: readonly string[];
  readonly evidence?: readonly { readonly source: string; readonly quote: string }[];
}

/** A question, what a right answer holds now, and what it held before the edits when that is another. */
interface Asked {
  readonly question: string;
  readonly now: string;
  readonly before: string | undefined;
}

const { values } = parseArgs({
  options: {
    corpus: { type: 'string', default: 'tidepool' },
    model: { type: 'string' },
    'max-cost': { type: 'string', default: '0.25' },
    json: { type: 'boolean', default: false },
  },
});
const corpus = new URL(`../corpora/${values.corpus}/`, import.meta.url);
const questions: readonly Question[] = JSON.parse(await readFile(new URL('questions.json', corpus), 'utf8'));
const { model, profile, name } = await resolveModel(values.model);
const budget = createBudget({ maxCostUsd: Number(values['max-cost']) });
const folder = await mkdtemp(path.join(tmpdir(), 'quire-edits-'));
const cache = folderCache(folder);
try {
  const before = await readSegments();
  const { segments, asked } = editSegments(before);
  // Asked once, so that the provider keeps the pack that the next one goes on from.
  const first = await prepare(before, 'follow');
  await answerQuestion({ context: first, question: asked[0]?.question ?? '', budget, store: cache });
  const appended = await prepare(segments, 'follow');
  const { update } = appended.decision;
  const grown = update?.way === 'append';
  console.error(update?.reason ?? `${name} keeps no prefix, so nothing was appended.`);
  const rows = [];
  for (const [way, context] of [
    [grown ? 'appended' : 'not appended', appended],
    ['packed anew', await prepare(segments, 'ignore')],
  ] as const) {
    let [right, stale, verified, unverified] = [0, 0, 0, 0];
    const texts = asked.map(({ question }) => question);
    for await (const result of answerQuestions({ context, questions: texts, budget, store: cache })) {
      const one = asked[result.index - 1];
      if (result.status !== 'answered' || one === undefined) continue;
      const { text, citations } = result.answer;
      if (text.includes(one.now)) right += 1;
      else if (one.before !== undefined && text.includes(one.before)) stale += 1;
      verified += citations.filter((each) => each.verified).length;
      unverified += citations.filter((each) => !each.verified).length;
    }
    rows.push({ way, questions: asked.length, right, stale, verified, unverified });
  }
  if (values.json) console.log(JSON.stringify({ model: name, rows }, null, 2));
  else console.table(rows);
  const spent = formatCost({ currency: 'USD', min: budget.spentUsd, max: budget.spentUsd });
  console.error(`${name}: ${spent}`);
} finally {
  await rm(folder, { recursive: true });
}

async function readSegments(): Promise<readonly TextSegment[]> {
  const folders = [new URL('documents', corpus), ...others.map((other) => new URL(other, import.meta.url))];
  const items = await Promise.all(folders.map((each) => Array.fromAsync(load(fileURLToPath(each)))));
  return items.flat().filter((item) => item.type === 'text');
}

function prepare(segments: readonly TextSegment[], earlierPack: PrepareContextOptions['earlierPack']) {
  return prepareContext({ sources: [segments], model, profile, strategy: 'pack', cache, earlierPack });
}

/** Another number in the evidence of every question that has one, and a line put in elsewhere until there are enough edits. */
function editSegments(segments: readonly TextSegment[]): {
  readonly segments: readonly TextSegment[];
  readonly asked: readonly Asked[];
} {
  const edited = [...segments];
  let count = 0;
  const asked = questions.flatMap(({ question, accept = [], evidence = [] }): Asked[] => {
    const [answer] = accept;
    const [place] = evidence;
    if (answer === undefined || place === undefined) return [];
    const at = edited.findIndex(
      ({ source, text }) => `/${source}`.endsWith(`/${place.source}`) && text.includes(place.quote),
    );
    const segment = edited[at];
    const changed = answer.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10));
    const isEditable = changed !== answer && place.quote.includes(answer);
    if (segment === undefined || !isEditable) return [{ question, now: answer, before: undefined }];
    const quote = place.quote.replace(answer, () => changed);
    edited[at] = { ...segment, text: segment.text.replace(place.quote, () => quote) };
    count += 1;
    return [{ question, now: changed, before: answer }];
  });
  for (let index = 0; count < edits; index += 1, count += 1) {
    const at = (index * 7) % edited.length;
    const segment = edited[at];
    if (segment === undefined) break;
    const lines = segment.text.split('\n');
    const line = (index * 31) % lines.length;
    edited[at] = { ...segment, text: lines.toSpliced(line, 0, `Reviewed in round ${index}.`).join('\n') };
  }
  return { segments: edited, asked };
}
