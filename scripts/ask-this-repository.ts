// Asks about this repository with the public API alone:
//   npx node scripts/ask-this-repository.ts "Which files may the library write?"
// Without a key it quotes offline; with AI_GATEWAY_API_KEY or ALIBABA_API_KEY the files go to alibaba/qwen3.5-flash.
import { fileURLToPath } from 'node:url';
import {
  answerQuestion,
  estimateCost,
  formatCost,
  loadRepository,
  prepareContext,
  QuireError,
  resolveModel,
} from '../src/index.ts';

/** Far over what this repository costs at the prices of qwen3.5-flash, and far under what would hurt. US dollars. */
const maxCostUsd = 0.25;

const [question] = process.argv.slice(2);
if (question === undefined) {
  console.error('Usage: node scripts/ask-this-repository.ts "question"');
  process.exit(2);
}

try {
  await ask(question);
} catch (error) {
  if (!QuireError.isInstance(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function ask(question: string): Promise<void> {
  const { model, profile, name } = await resolveModel();
  const root = fileURLToPath(new URL('..', import.meta.url));
  const context = await prepareContext({ sources: [loadRepository(root)], model, profile });
  const { documents } = context.coverage;
  console.error(
    `${documents.length} files -> ${name}, at most ${formatCost(estimateCost({ context }).atMost)}. ${context.decision.reason}`,
  );

  const { text, citations, cost } = await answerQuestion({ context, question, maxCostUsd });
  console.log(`${text.trim()}\n`);
  for (const { mark, source, location, verified } of citations) {
    const place = location?.type === 'lines' ? `:${location.start}` : '';
    console.log(`[${mark}] ${source}${place}${verified ? '' : '  NOT VERIFIED'}`);
  }
  console.log(`\nCost: ${formatCost(cost)}`);
}
