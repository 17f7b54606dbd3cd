import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import { expect, test } from 'vitest';
import { findSecret } from '../../../src/load/read/find-secret.ts';
import { mayHoldSecret } from '../../../src/load/read/may-hold-secret.ts';

/** Made-up secrets are put together when the tests run, so that no scanner finds one in this file. */
const join = (...parts: string[]) => parts.join('');
const letters = 'aB3dE5fG7hJ9kL1mN4pQ6rS8tU2vW0xYzCaDbEcFdGeHfJgKhLjMkNmPnQpRqSrTsUtVuWvXwYxZyA1b2C3d4';
const of = (length: number) => letters.repeat(20).slice(0, length);
const hex = (length: number) => '3f9a1c07b2e84d65'.repeat(20).slice(0, length);
const pem = (kind: string, body: string, lineEnd = '\n') =>
  [join('-----BEGIN ', kind, '-----'), body, join('-----END ', kind, '-----')].join(lineEnd);
const address = (scheme: string, host: string) => join(scheme, '://deploy:', of(12), '@', host);

/** At least one for every rule of the preset, by its name there. */
const examples: readonly (readonly [rule: string, text: string, path?: string])[] = [
  ['aws', join('AK', 'IA', 'QX4T7BN2WJ6PD9KS')],
  ['aws', join('AWS_SECRET', '_ACCESS_KEY=', of(40))],
  ['aws', join('"secret', 'AccessKey": "', of(40), '"')],
  [
    'gcp',
    JSON.stringify({ private_key_id: 'a', private_key: join('-----BEGIN PRIV', 'ATE KEY-----\n') }),
    'k.json',
  ],
  ['npm', join('npm', '_', of(36))],
  ['npm', join('"a": "https://', of(40), ':x-oauth', '-basic@github.com/a/b"'), 'package.json'],
  ['npm', join('//registry.npmjs.org/:_auth', 'Token=', hex(36)), '.npmrc'],
  ['slack', join('xo', 'xb-123456789012-', of(24))],
  ['slack', join('https://hooks.', 'slack.com/services/T0123/B4567/', of(24))],
  ['basicauth', address('https', 'git.acme.io/app.git')],
  ['openai', join('sk-', of(20), 'T3Blbk', 'FJ', of(20))],
  ['openai', join('sk-', 'proj-', of(74), 'T3Blbk', 'FJ', of(74))],
  ['anthropic', join('sk-', 'ant-api03-', of(93), 'AA')],
  ['groq', join('gs', 'k_', of(52))],
  ['huggingface', join('hf', '_', 'qWeRtYuIoPaSdFgHjKlZxCvBnMqWeRtYuI')],
  ['linear', join('lin_', 'api_', of(40))],
  ['notion', join('ntn', '_', '12345678901', of(35))],
  ['privatekey', pem('RSA PRIVATE KEY', join('MII', of(300)))],
  ['sendgrid', join('SG', '.', of(22), '.', of(43))],
  ['shopify', join('shp', 'at_', hex(32))],
  ['stripe', join('sk_', 'live_', of(24))],
  ['github', join('gh', 'p_', of(36))],
  ['github', join('github', '_pat_', of(82))],
  ['github', join('gh', 's_123_', of(40), '.', of(60), '.', of(40))],
  ['gitlab', join('glp', 'at-', of(20))],
  ['grafana', join('gl', 'c_', of(40))],
  ['grafana', join('gls', 'a_', of(32), '_', hex(8))],
  [
    '1password',
    join(
      'ops',
      '_',
      // Of a length that makes the last byte, `}`, stand alone in the base64.
      Buffer.from(JSON.stringify({ email: 'a@b.lcl', secretKey: of(90) })).toString('base64'),
    ),
  ],
  ['database-connection-string', address('postgres', 'db.acme.io:5432/app')],
  ['database-connection-string', address('mongodb+srv', 'cluster0.acme.net')],
  ['database-connection-string', address('jdbc:mysql', 'db.acme.io/app')],
  ['hashicorp-vault', join('hv', 's.', of(95))],
  ['hashicorp-vault', join('hv', 'b.', of(140))],
  ['vercel', join('vc', 'k_', of(40))],
  ['databricks', join('da', 'pi', hex(32))],
  ['docker', join('dckr', '_pat_', of(27))],
  ['figma', join('fig', 'd_', of(44))],
  ['cloudflare', join('cf', 'ut_', of(40), hex(8))],
  ['tailscale', join('tskey', '-auth-', of(16), '-', of(32))],
];

const cases = examples.map(([rule, secret, path = 'notes.md']) => ({ rule, secret, path }));

test.each(cases)('finds what the rule $rule stands for, in $path', async ({ rule, secret, path }) => {
  const text = path.endsWith('.json') ? secret : `first\nsecond ${secret}\n`;
  expect(mayHoldSecret(text)).toBe(true);
  const found = await findSecret(text, path);
  // Where two rules find it, the one that is named is either.
  expect(found).toMatchObject({ line: text.startsWith('first') ? 2 : 1 });
  expect(JSON.stringify(found)).not.toContain(secret.slice(-8));
  expect(found?.rule).toMatch(new RegExp(`^${rule}|^private key|^huggingface`));
});

test('has an example for every rule of the preset, so that a new rule is not shut out by the first look', () => {
  const known = new Set(examples.map(([rule]) => rule));
  const names = rules.map(({ meta }) => meta.id.replace('@secretlint/secretlint-rule-', ''));
  // It reads `secretlint-disable` comments.
  expect(names.filter((name) => !known.has(name))).toEqual(['filter-comments']);
});

test.each([
  ['dashscope API key', join('api_key = "sk', '-', hex(32), '"')],
  ['google API key', join('AI', 'za', of(35))],
  ['huggingface token', join('HF_TOKEN=hf', '_', of(34))],
  ['private key', pem('PRIVATE KEY', join('MC4CAQAwBQYDK2VwBCIEI', of(43)))],
  ['private key', pem('OPENSSH PRIVATE KEY', join('b3BlbnNzaC1rZXk', of(60)))],
  ['private key', pem('PGP PRIVATE KEY BLOCK', `Version: 1\n\nlQOY${of(300)}`)],
  ['private key', JSON.stringify({ client_email: 'a@b.c', private_key: pem('PRIVATE KEY', of(200)) })],
])('finds a %s, which the preset misses or may miss', async (rule, text) => {
  expect(await findSecret(text, 'a.txt')).toMatchObject({ rule, line: 1 });
});

test.each([
  ['an Amazon key id of the documentation', join('AK', 'IAIOSFODNN7EXAMPLE')],
  ['another one', join('AK', 'IAI44QH8DHBEXAMPLE')],
  [
    'the secret that goes with it',
    join('aws_secret', '_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
  ],
  ['an account number', 'account_id = "123456789012"'],
  ['words for a password', 'https://user:password@github.com/a/b'],
  ['other words', 'https://user:pass@192.168.1.1/resource'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what a shell script holds
  ['a variable for a password', 'https://deploy:${TOKEN}@github.com/a/b'],
  ['an address of an example', address('https', 'example.com/a')],
  ['an address of this machine', address('postgres', 'localhost:5432/test')],
  ['a key written by hand', join('sk', '-', '0'.repeat(32))],
  ['the shape of a key', join('AI', 'za', 'X'.repeat(35))],
  ['a private key without a key', pem('RSA PRIVATE KEY', '...')],
  ['a key written by hand', pem('RSA PRIVATE KEY', 'x'.repeat(64))],
  ['a public key', pem('PUBLIC KEY', of(200))],
  ['a password in code', 'const password = "hunter2-and-more";'],
  ['a hash', `sha256: ${hex(64)}`],
])('passes over %s', async (_, text) => {
  expect(await findSecret(text, 'a.md')).toBeUndefined();
});

test('leaves nothing behind in the performance timeline', async () => {
  const before = performance.getEntries().length;
  await findSecret(examples[0]?.[1] ?? '', 'a.md');
  expect(performance.getEntries().length - before).toBeLessThan(5);
});

test('takes no longer on text that is made to be slow', () => {
  const start = performance.now();
  for (const part of ['://a:', 'xoxb-a-', 'SG.a', 'secret_access_key', `-----BEGIN ${'A '.repeat(8)}`])
    mayHoldSecret(part.repeat(1_000_000 / part.length));
  expect(performance.now() - start).toBeLessThan(3_000);
});

test('a comment in a document does not switch the search off', async () => {
  const token = join('gh', 'p_', of(36));
  for (const comment of ['// secretlint-disable', '# secretlint-disable-next-line'])
    expect(await findSecret(`${comment}\ntoken = ${token}\n`, 'a.md')).toMatchObject({ line: 2 });
});
