import type { Ignore } from 'ignore';

/** The ignore rules in force in one folder: those above it first, its own last, so that the last match wins as in git. */
export interface IgnoreRules {
  /** Whether a path is ignored. `path` is relative to the root; a folder's ends with `/`. */
  ignores(path: string): boolean;
  /** The same with the rules of a `.gitignore` in `folder` (relative to the root, '' for the root itself) added. */
  with(
    folder: string,
    gitignore: string,
  ): { readonly rules: IgnoreRules; readonly rejected: readonly RejectedRule[] };
}

/** A rule that is not applied, because matching it could take for ever. `line` counts from 1. */
export interface RejectedRule {
  readonly line: number;
  readonly because: string;
}

/** Rules for a root: `initial` are lines as in its `.gitignore`. */
export async function createIgnoreRules(initial: readonly string[]): Promise<IgnoreRules> {
  const { default: ignore } = await import('ignore');
  const create = () => ignore({ ignorecase: false, allowRelativePaths: true });
  return wrap(create().add(initial), create);
}

function wrap(matcher: Ignore, create: () => Ignore): IgnoreRules {
  return {
    ignores(path) {
      try {
        return matcher.ignores(path);
      } catch {
        // `ignore` throws for some legal names, such as one that begins with a backslash. Such a file is not ignored.
        return false;
      }
    },
    with(folder, gitignore) {
      const accepted: string[] = [];
      const rejected: RejectedRule[] = [];
      for (const [index, rule] of gitignore.split(/\r?\n/).entries()) {
        if (rule === '' || rule.startsWith('#')) continue;
        const because = accepted.length >= maxRules ? `more than ${maxRules} rules` : whyUnsafe(rule, create);
        if (because === undefined) accepted.push(anchorRule(folder, rule));
        else rejected.push({ line: index + 1, because });
      }
      return { rules: wrap(create().add(matcher).add(accepted), create), rejected };
    },
  };
}

// 20,000 rules over 2,000 paths take more than 10 s; twelve globstars in one rule up to 1.7 s a path, 25 more than 10 s.
const maxRules = 2_000;
const maxRuleLength = 4_096;
const maxGlobstars = 8;

function whyUnsafe(rule: string, create: () => Ignore): string | undefined {
  if (rule.length > maxRuleLength) return `longer than ${maxRuleLength} characters`;
  if ((rule.match(/\*\*/g)?.length ?? 0) > maxGlobstars) return `more than ${maxGlobstars} globstars`;
  try {
    // Rules are compiled when they are first used, not when they are added.
    create().add(rule).ignores('x');
    return undefined;
  } catch {
    return 'not a valid pattern';
  }
}

// A rule of a nested `.gitignore`, said from the root: `*.log` in `a/b` is `/a/b/**/*.log`, and `/x` is `/a/b/x`.
function anchorRule(folder: string, rule: string): string {
  if (folder === '') return rule;
  const negated = rule.startsWith('!');
  const pattern = negated ? rule.slice(1) : rule;
  const anchored = pattern.replace(/\s+$/, '').slice(0, -1).includes('/');
  const base = folder.replace(/[\\*?[\]!# ]/g, '\\$&');
  const path = anchored ? `/${base}/${pattern.replace(/^\//, '')}` : `/${base}/**/${pattern}`;
  return negated ? `!${path}` : path;
}
