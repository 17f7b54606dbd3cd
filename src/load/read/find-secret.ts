import { mayHoldSecret } from './may-hold-secret.ts';

/** Where a text holds what looks like a key. Never the key itself. */
export interface FoundSecret {
  /** What it looks like: `aws AWSAccessKeyID`, `google API key`. */
  readonly rule: string;
  /** The line that it begins on, from 1. */
  readonly line: number;
}

/**
 * The first thing in a text that looks like a secret: a private key, a token of a known service, a password inside an address.
 * What documentation writes in their place is passed over: Amazon's ids that end in EXAMPLE, addresses of example.com and of
 * this machine, `user:pass@`. `path` tells some rules what kind of file it is; it need not exist.
 *
 * The rules are secretlint's recommended ones, and those of `ownRules`. `password = "…"` is no rule: too much that is none
 * looks so.
 */
export async function findSecret(text: string, path: string): Promise<FoundSecret | undefined> {
  if (!mayHoldSecret(text)) return undefined;
  const found = [...findOwn(text), ...(await findKnown(text, path))].sort((a, b) => a.start - b.start)[0];
  if (found === undefined) return undefined;
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < found.start; at = text.indexOf('\n', at + 1)) line++;
  return { rule: found.rule, line };
}

interface Finding {
  readonly rule: string;
  readonly start: number;
}

/** What secretlint has no rule for, or one that misses short keys. */
const ownRules: readonly (readonly [string, RegExp])[] = [
  ['dashscope API key', /(?<![\w-])sk-[0-9a-f]{32}(?![\w-])/g],
  ['google API key', /(?<![\w-])AIza[\w-]{35}(?![\w-])/g],
  ['huggingface token', /(?<!\w)hf_[A-Za-z0-9]{30,40}(?!\w)/g],
  // Ed25519 keys have 64 characters; secretlint asks for 100. Also those of JSON strings, with `\n` for line breaks.
  [
    'private key',
    /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr])*(?:[A-Za-z-]+: [^\n\\]*(?:\s|\\[nr])+)*[A-Za-z0-9+/](?:[A-Za-z0-9+/=]|\s|\\[nr]){47,}/g,
  ],
];

function findOwn(text: string): Finding[] {
  return ownRules.flatMap(([rule, pattern]) =>
    [...text.matchAll(pattern)]
      // Made up by hand: `AIzaXXXX…`, `sk-000…`. A random key of 32 hex digits has about 14 different ones.
      .filter(([match]) => new Set(match.slice(match.indexOf('-----', 5) + 5)).size >= 10)
      .map(({ index }) => ({ rule, start: index })),
  );
}

async function findKnown(text: string, path: string): Promise<Finding[]> {
  const { lintSource, config } = await secretlint();
  const extension = /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? '';
  const { messages } = await lintSource({
    source: { content: text, filePath: path, ext: extension, contentType: 'text' },
    options: { config, noPhysicFilePath: true },
  });
  return messages.flatMap(({ ruleId, messageId, range: [start, end] }) =>
    isHarmless(messageId, text.slice(start, end))
      ? []
      : [{ rule: `${ruleId.replace('@secretlint/secretlint-rule-', '')} ${messageId}`, start }],
  );
}

/** An account's number, which is no secret; and what stands for a secret in documentation. */
function isHarmless(messageId: string, match: string): boolean {
  if (messageId === 'AWSAccountID') return true;
  if (messageId === 'AWSAccessKeyID') return match.endsWith('EXAMPLE');
  const [, password, host] = /:\/\/[^\s/:@]+:([^\s/@]+)@([^\s/:?#,]+)/.exec(match.toLowerCase()) ?? [];
  if (password === undefined || host === undefined) return false;
  return reservedHost.test(host) || /^(?:pass|passwd|password|pwd|pw|secret|token|x+|\*+)$/.test(password);
}

/** Names that belong to nobody by RFC 2606 and 6761, and this machine. */
const reservedHost =
  /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\]|(?:.*\.)?(?:example(?:\.(?:com|net|org))?|test|invalid|localhost))$/;

let loaded: ReturnType<typeof loadSecretlint> | undefined;

function secretlint(): ReturnType<typeof loadSecretlint> {
  loaded ??= loadSecretlint();
  return loaded;
}

async function loadSecretlint() {
  const [{ lintSource }, { creator, rules }, { secretLintProfiler }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
    import('@secretlint/profiler'),
  ]);
  // It keeps 62 entries a call for ever: 99 MB after 5,000 files. Without it scanning is 1.6 times as fast.
  secretLintProfiler.setEnabled(false);
  const id = '@secretlint/secretlint-rule-preset-recommend';
  // A `secretlint-disable` in a document is not its reader's word on what may leave the machine. (`disabled` has no effect on a
  // rule of a preset.)
  const searching = rules.filter(({ meta }) => meta.id !== '@secretlint/secretlint-rule-filter-comments');
  const rule: typeof creator = {
    ...creator,
    create(context) {
      for (const each of searching) context.registerRule(each);
    },
  };
  const options = [{ id: '@secretlint/secretlint-rule-aws', options: { enableIDScanRule: true } }];
  return { lintSource, config: { rules: [{ id, rule, rules: options }] } };
}
