import { type Context, estimateCost, formatCost, QuireError, type ResolvedModel } from '../index.ts';
import type { Terminal } from './terminal.ts';

/** Over this a person is asked, and a script must say how much it may cost. US dollars. */
const askOverUsd = 0.25;

/**
 * Says in one line what is about to leave the machine, to whom, and what it costs at most; and asks where that is much. The
 * offline model sends nothing, so nothing is said. Returns false when the person says no.
 */
export async function obtainConsent({
  context,
  questions,
  tools = 'none',
  evidence = 'question',
  ...rest
}: Consent & Pick<Asked, 'questions'> & Partial<Asked> & { readonly context: Context }): Promise<boolean> {
  const looks = tools === 'read' ? ' and what it looks up' : '';
  return obtainConsentFor({
    ...rest,
    what: `${describeSize(context)}${looks}${describeSeveral(context, { questions, tools, evidence })}`,
    asked: questions.length === 1 ? 'One question' : `${questions.length} questions`,
    atMostUsd: sumAtMost(context, { questions, tools, evidence }),
  });
}

interface Consent {
  readonly resolved: ResolvedModel;
  readonly maxCostUsd: number | undefined;
  /** Said beforehand: `--yes`. */
  readonly agreed: boolean;
  readonly terminal: Terminal;
  readonly abortSignal: AbortSignal;
}

/** The same for something that the caller has described and priced. */
export async function obtainConsentFor({
  what,
  asked,
  atMostUsd,
  resolved: { route, name },
  maxCostUsd,
  agreed,
  terminal,
  abortSignal,
}: Consent & {
  readonly what: string;
  readonly asked: string;
  /** `undefined` when no price is known. */
  readonly atMostUsd: number | undefined;
}): Promise<boolean> {
  if (route === 'offline') return true;
  const cost = atMostUsd === undefined ? 'price unknown' : `at most ${formatDollars(atMostUsd)}`;
  terminal.notice(`${what}, ${cost} -> ${name}${via[route]}`);
  // With a limit the verb itself refuses what is over it.
  if (maxCostUsd !== undefined || agreed || route === 'local') return true;
  if (atMostUsd !== undefined && atMostUsd <= askOverUsd) return true;
  if (terminal.isInteractive) return terminal.confirm('Go on?', abortSignal);
  if (atMostUsd === undefined) {
    throw new QuireError('cost-unknown', {
      model: name,
      message: `No price is known for ${name}. Pass --yes to ask anyway.`,
    });
  }
  throw new QuireError('cost-cap', {
    atMostUsd,
    limitUsd: askOverUsd,
    message: `${asked} may cost up to ${formatDollars(atMostUsd)}, over $${askOverUsd}. Pass --max-cost USD, or --yes, to allow it.`,
  });
}

interface Asked {
  readonly questions: readonly string[];
  /** Whether the model may look things up: then one question takes several requests. */
  readonly tools: 'none' | 'read';
  /** Whether passages are written to the cache for the questions that follow. */
  readonly evidence: 'question' | 'conversation';
}

/** Each question as if nothing were cached. */
function sumAtMost(context: Context, { questions, tools, evidence }: Asked): number | undefined {
  let sum = 0;
  for (const question of questions) {
    const { atMost } = estimateCost({ context, question, tools, evidence });
    if (atMost === undefined) return undefined;
    sum += atMost.max;
  }
  return sum;
}

/** What several questions are likely to cost: the first writes the cache, the others read it. */
function describeSeveral(context: Context, { questions: { length }, tools }: Asked): string {
  if (length === 1) return '';
  // How often a model will look is not known.
  if (tools === 'read') return `, ${length} questions`;
  const { first, next } = estimateCost({ context });
  if (first === undefined || next === undefined) return `, ${length} questions`;
  const [min, max] = [first.min + (length - 1) * next.min, first.max + (length - 1) * next.max];
  return `, ${length} questions, about ${formatCost({ currency: 'USD', min, max })}`;
}

function formatDollars(amount: number): string {
  return formatCost({ currency: 'USD', min: amount, max: amount });
}

const via = {
  gateway: ' via AI Gateway (no zero data retention)',
  alibaba: ' (Alibaba Cloud, direct)',
  local: '',
};

function describeSize(context: Context): string {
  const { documents } = context.coverage;
  const files = `${documents.length} file${documents.length === 1 ? '' : 's'}`;
  if (context.strategy === 'pack') return `${files}, ${thousands(context.decision.tokens.documents)} tokens`;
  return `passages of up to ${thousands(context.evidenceTokens)} tokens from ${files}`;
}

function thousands(tokens: number): string {
  return tokens < 1_000 ? String(tokens) : `${Math.round(tokens / 1_000)}k`;
}
