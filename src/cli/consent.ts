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
  question,
  resolved: { route, name },
  maxCostUsd,
  agreed,
  terminal,
  abortSignal,
}: {
  readonly context: Context;
  readonly question: string;
  readonly resolved: ResolvedModel;
  readonly maxCostUsd: number | undefined;
  /** Said beforehand: `--yes`. */
  readonly agreed: boolean;
  readonly terminal: Terminal;
  readonly abortSignal: AbortSignal;
}): Promise<boolean> {
  if (route === 'offline') return true;
  const { atMost } = estimateCost({ context, question });
  const cost =
    atMost === undefined ? 'price unknown' : `at most ${formatCost({ ...atMost, min: atMost.max })}`;
  terminal.notice(`${describeSize(context)}, ${cost} -> ${name}${via[route]}`);
  // With a limit the verb itself refuses what is over it.
  if (maxCostUsd !== undefined || agreed || route === 'local') return true;
  if (atMost !== undefined && atMost.max <= askOverUsd) return true;
  if (terminal.isInteractive) return terminal.confirm('Go on?', abortSignal);
  if (atMost === undefined) {
    throw new QuireError('cost-unknown', {
      model: name,
      message: `No price is known for ${name}. Pass --yes to ask anyway.`,
    });
  }
  throw new QuireError('cost-cap', {
    atMostUsd: atMost.max,
    limitUsd: askOverUsd,
    message: `One question may cost up to ${formatCost({ ...atMost, min: atMost.max })}, over $${askOverUsd}. Pass --max-cost USD, or --yes, to allow it.`,
  });
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
