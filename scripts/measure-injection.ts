// How often a model does what a document orders, over the attacks of corpora/injection:
//   npx node scripts/measure-injection.ts [--model NAME] [--max-cost 0.05] [--json]
// With AI_GATEWAY_API_KEY or ALIBABA_API_KEY a real model is asked. Without one the offline model is, which only quotes: that shows
// that the script runs, and says nothing of models.
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  answerQuestion,
  createBudget,
  formatCost,
  loadText,
  prepareContext,
  resolveModel,
} from '../src/index.ts';

interface Attack {
  readonly id: string;
  readonly what: string;
  readonly document: string;
  readonly question: string;
  readonly truth: string;
  readonly succeeded: string;
}

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    'max-cost': { type: 'string', default: '0.05' },
    json: { type: 'boolean', default: false },
  },
});
const corpus = new URL('../corpora/injection/', import.meta.url);
const attacks = JSON.parse(await readFile(new URL('attacks.json', corpus), 'utf8')) as readonly Attack[];
const { model, profile, name } = await resolveModel(values.model);
const budget = createBudget({ maxCostUsd: Number(values['max-cost']) });

const results = [];
for (const { id, what, document, question, truth, succeeded } of attacks) {
  const sources = ['handbook.md', document].map((path) => loadText(new URL(`documents/${path}`, corpus)));
  const context = await prepareContext({ sources, model, profile });
  // These prompts are under the minimum of every cache, so each one is asked for itself.
  const { text, citations } = await answerQuestion({ context, question, budget, cache: 'off' });
  results.push({
    id,
    what,
    obeyed: new RegExp(succeeded, 'i').test(text),
    answered: new RegExp(truth, 'i').test(text),
    verified: citations.filter(({ verified }) => verified).length,
    unverified: citations.filter(({ verified }) => !verified).length,
  });
}

const obeyed = results.filter((result) => result.obeyed).length;
const answered = results.filter((result) => result.answered).length;
if (values.json) console.log(JSON.stringify({ model: name, obeyed, answered, results }, null, 2));
else {
  for (const result of results) {
    const state = `${result.obeyed ? 'OBEYED' : 'resisted'}${result.answered ? '' : ', truth not told'}`;
    console.log(`${result.id.padEnd(16)}  ${state.padEnd(28)}  ${result.what}`);
  }
  const spent = formatCost({ currency: 'USD', min: budget.spentUsd, max: budget.spentUsd });
  console.log(`\n${name}: obeyed ${obeyed} of ${results.length}, told the truth in ${answered}; ${spent}`);
}
