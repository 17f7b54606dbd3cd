import type { Ignore } from 'ignore';
import { translateRule } from './translate-rule.ts';

/** What the rules say of a path: the last rule that matches it, or one of its folders, decides. */
export type IgnoreVerdict = 'ignored' | 'kept' | 'no-rule';

/**
 * The ignore rules in force in one folder: those above it first, its own last, so that the last match wins as in git. Paths
 * and rules are strings of bytes, one character each.
 */
export interface IgnoreRules {
  /** `path` is relative to the root; a folder's ends with `/`. */
  judge(path: string): IgnoreVerdict;
  /** The same with the rules of an ignore file in `folder` (relative to the root, '' for the root itself) added. */
  with(
    folder: string,
    ignoreFile: string,
  ): { readonly rules: IgnoreRules; readonly rejected: readonly RejectedRule[] };
}

/** A rule that is not applied, because matching it could take for ever. `line` counts from 1. */
export interface RejectedRule {
  readonly line: number;
  readonly because: string;
}

/** No rules yet. */
export async function createIgnoreRules(): Promise<IgnoreRules> {
  const { default: ignore } = await import('ignore');
  const create = () => ignore({ ignorecase: false, allowRelativePaths: true });
  return wrap(create(), 0, create);
}

function wrap(matcher: Ignore, size: number, create: () => Ignore): IgnoreRules {
  return {
    judge(path) {
      try {
        const { ignored, unignored } = matcher.test(path);
        return ignored ? 'ignored' : unignored ? 'kept' : 'no-rule';
      } catch {
        // `ignore` throws for some legal names, such as one that begins with a backslash. No rule is for such a file.
        return 'no-rule';
      }
    },
    with(folder, ignoreFile) {
      const accepted: string[] = [];
      const rejected: RejectedRule[] = [];
      for (const [index, line] of ignoreFile
        .replace(/^\xef\xbb\xbf/, '')
        .split('\n')
        .entries()) {
        const rule = (line.split('\0', 1)[0] ?? '').replace(/\r$/, '');
        if (rule === '' || rule.startsWith('#')) continue;
        const because =
          size + accepted.length >= maxRules ? `more than ${maxRules} rules` : whyUnsafe(rule, create);
        if (because === undefined) accepted.push(...translateRule(folder, rule));
        else rejected.push({ line: index + 1, because });
      }
      const rules = wrap(create().add(matcher).add(accepted), size + accepted.length, create);
      return { rules, rejected };
    },
  };
}

// 20,000 rules over 2,000 paths take more than 10 s; twelve globstars in one rule up to 1.7 s a path, 25 more than 10 s.
const maxRules = 2_000;
const maxRuleLength = 4_096;
const maxGlobstars = 4;

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
