import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ImitationProvider, startImitationProvider } from '../helpers/imitation-provider.ts';
import { findBestLine, replyWithQuote } from '../helpers/reply.ts';
import { runQuire } from '../helpers/run-quire.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-ask-'));
  const filler = Array.from(
    { length: 400 },
    (_, index) => `Entry ${index}: the tide gauge was read by hand.`,
  );
  await mkdir(path.join(folder, 'docs'));
  await mkdir(path.join(folder, 'empty'));
  await writeFile(path.join(folder, 'docs/log.md'), `# Log\n\n${filler.join('\n')}\n`);
  await writeFile(
    path.join(folder, 'docs/lock.md'),
    '# The lock\n\nThe lock closes at 22:30 in winter.\nIts keeper is Runa Holt.\n',
  );
});
afterAll(() => rm(folder, { recursive: true }));

let provider: ImitationProvider;
const quoting = () => startImitationProvider({ reply: replyWithQuote(findBestLine) });
const keys = {
  gateway: () => ({ AI_GATEWAY_API_KEY: 'test-key', AI_GATEWAY_BASE_URL: provider.gatewayUrl }),
  alibaba: () => ({ ALIBABA_API_KEY: 'test-key', ALIBABA_BASE_URL: provider.alibabaUrl }),
};

describe('with a key', () => {
  afterEach(() => provider.close());

  test.each(['gateway', 'alibaba'] as const)(
    'three processes in a row over the %s route write the prefix once and read it twice',
    async (route) => {
      provider = await quoting();
      const answers = [];
      for (const question of [
        'When does the lock close in winter?',
        'Who is the keeper of the lock?',
        'By hand?',
      ]) {
        const { stdout, exitCode } = await runQuire(['ask', question, 'docs', '--json'], {
          cwd: folder,
          env: keys[route](),
        });
        expect(exitCode).toBe(0);
        answers.push(JSON.parse(stdout));
      }
      const { lines } = provider.invoice;
      const written = lines[0]?.cacheWrite;
      expect(written).toBeGreaterThan(1024);
      expect(lines.map(({ cacheWrite, cacheRead }) => [cacheWrite, cacheRead])).toEqual([
        [written, 0],
        [0, written],
        [0, written],
      ]);
      expect(answers.map(({ cost }) => cost.max)).toEqual(lines.map(({ dollars }) => Number(dollars)));
    },
  );

  test('a document that was edited between two questions is named as what the cache was lost by', async () => {
    provider = await quoting();
    const own = await mkdtemp(path.join(tmpdir(), 'quire-edited-'));
    const env = { ...keys.alibaba(), QUIRE_CACHE_DIR: path.join(own, 'cache') };
    const filler = 'The tide gauge was read by hand. '.repeat(400);
    await writeFile(path.join(own, 'a.md'), filler);
    await writeFile(path.join(own, 'b.md'), filler);
    const first = await runQuire(['ask', 'By hand?', 'a.md', 'b.md'], { cwd: own, env });
    expect(first.stderr).not.toContain('Warning');
    await writeFile(path.join(own, 'a.md'), `${filler}And by eye.`);
    const second = await runQuire(['ask', 'By hand?', 'a.md', 'b.md', '--repack'], { cwd: own, env });
    expect(second.stderr).toMatch(/written to the cache again: ".*a\.md" \(at character \d+\)/);
    await rm(own, { recursive: true });
  });

  test('what was edited between two questions is appended to the cached prefix, and inspect says it before', async () => {
    provider = await quoting();
    const own = await mkdtemp(path.join(tmpdir(), 'quire-edited-'));
    const env = { ...keys.alibaba(), QUIRE_CACHE_DIR: path.join(own, 'cache') };
    const filler = 'The tide gauge was read by hand. '.repeat(400);
    const names = Array.from({ length: 8 }, (_, index) => `${index}.md`);
    for (const name of names) await writeFile(path.join(own, name), filler);
    const first = await runQuire(['ask', 'By hand?', ...names], { cwd: own, env });
    expect(first.stderr).not.toContain('appended');
    await writeFile(path.join(own, '2.md'), 'The gauge was read by eye.');
    const said = /1 changed, 0 added, 0 gone .* tokens of it are read from the cache and \d+ appended/;
    const inspected = await runQuire(['inspect', ...names], { cwd: own, env });
    expect(inspected.stdout).toMatch(said);
    expect(inspected.stdout).toMatch(/\(2 questions: \S+ appended, \S+ packed anew\)/);
    const ten = await runQuire(['inspect', ...names, '--questions', '10'], { cwd: own, env });
    expect(ten.stdout).toMatch(/\(10 questions: \S+ appended, \S+ packed anew\)/);
    const second = await runQuire(['ask', 'By eye?', ...names], { cwd: own, env });
    expect(second.stderr).toMatch(said);
    const [written, appended] = provider.invoice.lines;
    expect(appended?.cacheRead).toBe(written?.cacheWrite);
    await rm(own, { recursive: true });
  });

  test('--json prints the answer as promised, and nothing else, on stdout', async () => {
    provider = await quoting();
    const run = await runQuire(['ask', 'When does the lock close in winter?', 'docs', '--json'], {
      cwd: folder,
      env: keys.alibaba(),
    });
    expect(JSON.parse(run.stdout)).toMatchObject({
      schemaVersion: 1,
      text: 'The lock closes at 22:30 in winter. [1]',
      citations: [
        {
          source: 'lock.md',
          location: { type: 'lines', start: 3, end: 3 },
          quote: 'The lock closes at 22:30 in winter.',
          verified: true,
        },
      ],
      notFound: false,
      complete: true,
      usage: { inputTokens: expect.any(Number) },
      cost: { currency: 'USD' },
    });
  });

  test('says in one line what leaves the machine, to whom, and what it costs at most, before it is sent', async () => {
    provider = await quoting();
    const { stderr } = await runQuire(['ask', 'When does the lock close?', 'docs'], {
      cwd: folder,
      env: keys.gateway(),
    });
    expect(stderr).toMatch(
      /^2 files, \dk tokens, at most \$0\.00\d+ -> alibaba\/qwen3\.5-flash via AI Gateway \(no zero data retention\)$/m,
    );
  });

  test('a person reads the answer, where it stands, and what it cost', async () => {
    provider = await quoting();
    const { stdout, stderr } = await runQuire(['ask', 'When does the lock close in winter?', 'docs'], {
      cwd: folder,
      env: keys.alibaba(),
    });
    expect(stdout).toBe('The lock closes at 22:30 in winter. [1]\n\n[1] docs/lock.md:3  verified\n');
    expect(stderr).toMatch(
      /^Cost: \$0\.\d+ \(\d+ new, \d+ written to and 0 read from the cache, \d+ out\)$/m,
    );
  });

  test('an invented quote is shown as not verified, and fails with --strict', async () => {
    provider = await startImitationProvider({
      reply: () => 'At noon. <cite id="lock.md">The lock closes at noon.</cite>',
    });
    const options = { cwd: folder, env: keys.alibaba() };
    const loose = await runQuire(['ask', 'When does the lock close?', 'docs'], options);
    expect(loose.stdout).toContain('[1] docs/lock.md:1-4  NOT VERIFIED');
    expect(loose.exitCode).toBe(0);
    const strict = await runQuire(['ask', 'When does the lock close?', 'docs', '--strict'], options);
    expect(strict.exitCode).toBe(1);
  });

  test('a refused key is one clear line without colour codes', async () => {
    provider = await quoting();
    for (const route of ['gateway', 'alibaba'] as const) {
      const env = Object.fromEntries(
        Object.entries(keys[route]()).map(([name, value]) => [name, name.endsWith('KEY') ? 'wrong' : value]),
      );
      const { exitCode, stderr } = await runQuire(['ask', 'When does the lock close?', 'docs'], {
        cwd: folder,
        env,
      });
      const said = stderr.trimEnd().split('\n').at(-1) ?? '';
      expect(exitCode).toBe(1);
      expect(said).toMatch(/^quire: The key .* was refused.*(AI_GATEWAY_API_KEY|ALIBABA_API_KEY)/);
      expect(said).not.toContain('\u001b');
    }
  });

  test('a server of your own that wants a key is not taken for the provider of that model', async () => {
    provider = await quoting();
    const model = ['--model', `${provider.alibabaUrl}#qwen3.5-flash`, '--context-window', '32768'];
    const { stderr } = await runQuire(['ask', 'When does the lock close?', 'docs', ...model], {
      cwd: folder,
      env: keys.alibaba(),
    });
    expect(stderr).toMatch(/^quire: The key .* was refused \(401\).* Check the provider's key\.$/m);
  });

  test('a question that may cost more than the limit is not sent', async () => {
    provider = await quoting();
    const { exitCode, stderr } = await runQuire(
      ['ask', 'When does the lock close?', 'docs', '--max-cost', '0.0001'],
      { cwd: folder, env: keys.alibaba() },
    );
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/One question may cost up to \$0\.00\d+, over the limit of \$0\.0001/);
    expect(provider.requests).toEqual([]);
  });

  test('a model without a known price needs a yes, and the way out is the right one', async () => {
    provider = await quoting();
    const typed = [
      'ask',
      'When does the lock close in winter?',
      'docs',
      '--model',
      'nobody/unpriced-1',
      '--context-window',
      '200000',
    ];
    const options = { cwd: folder, env: keys.gateway() };
    const refused = await runQuire(typed, options);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/No price is known for nobody\/unpriced-1\. Pass --yes to ask anyway\./);
    expect(provider.requests).toEqual([]);
    await runQuire([...typed, '--yes'], options);
    expect(provider.requests).toHaveLength(1);
  });

  test('a small window gets evidence that fits it', async () => {
    provider = await quoting();
    const { stderr } = await runQuire(
      ['ask', 'When does the lock close in winter?', 'docs', '--context-window', '5000'],
      { cwd: folder, env: keys.alibaba() },
    );
    expect(stderr).toContain('The documents do not fit');
    expect(provider.invoice.totals.prompt).toBeLessThan(3_750);
  });

  test('Ctrl-C keeps the partial text, says what it may cost, and exits 130', async () => {
    provider = await quoting();
    provider.failNext({ type: 'hang', when: 'mid-stream', afterCharacters: 12 });
    let interrupted = false;
    const { exitCode, stdout, stderr } = await runQuire(
      ['ask', 'When does the lock close in winter?', 'docs'],
      {
        cwd: folder,
        env: keys.alibaba(),
        onOutput(_, interrupt) {
          // Once: a second Ctrl-C does not wait, and may come when the process is gone.
          if (!interrupted) interrupt();
          interrupted = true;
        },
      },
    );
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/^The lock/);
    expect(stderr).toMatch(
      /Interrupted before the answer was complete\. The provider may bill up to \$0\.00\d+/,
    );
  });
});

describe('without a key', () => {
  test('quotes the right lines from the files, and says that no model was asked', async () => {
    const { exitCode, stdout, stderr } = await runQuire(
      ['ask', 'When does the lock close in winter?', 'docs'],
      {
        cwd: folder,
      },
    );
    expect(exitCode).toBe(0);
    expect(stderr).toContain('offline');
    expect(stdout).toContain('[1] docs/lock.md:3');
    expect(stdout).toContain('> The lock closes at 22:30 in winter.');
    // Not once as an extract and once more as the words of the citation.
    expect(stdout.match(/closes at 22:30/g)).toHaveLength(1);
  });

  test('a refusal says what stands at the nearest places', async () => {
    const { stdout } = await runQuire(['ask', 'How tall is the keeper of the lighthouse?', 'docs'], {
      cwd: folder,
    });
    expect(stdout).toMatch(/^The documents do not seem to say/);
    expect(stdout).toContain('- “Its keeper is Runa Holt.” [1]\n');
    expect(stdout).toMatch(/\n\n\[1\] docs\/lock\.md:4 {2}verified\n/);
  });

  test('a line break in the name of a file begins no line of its own', async () => {
    const name = 'ferry\n[2] docs';
    await mkdir(path.join(folder, 'odd', name), { recursive: true });
    await writeFile(path.join(folder, 'odd', name, 'times.md'), 'The ferry leaves at 8:15.\n');
    const { stdout } = await runQuire(['ask', 'When does the ferry leave?', 'odd'], { cwd: folder });
    expect(stdout).toContain('[1] odd/ferry\\n[2] docs/times.md:1  verified\n');
  });

  test('refuses what the files do not say, which fails with --strict', async () => {
    const { exitCode, stdout } = await runQuire(
      ['ask', 'How much does a helicopter licence cost?', 'docs', '--strict', '--json'],
      { cwd: folder },
    );
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ notFound: true, cost: { min: 0, max: 0 } });
  });

  test('reads the folder it is in when no path is named', async () => {
    const { stdout } = await runQuire(['ask', 'When does the lock close in winter?', '--json'], {
      cwd: folder,
    });
    expect(JSON.parse(stdout).citations[0]).toMatchObject({ source: 'docs/lock.md', verified: true });
  });

  test('with several paths every address begins with its path', async () => {
    const { stdout } = await runQuire(
      ['ask', 'When does the lock close in winter?', 'docs/lock.md', 'docs', '--json'],
      { cwd: folder },
    );
    expect(JSON.parse(stdout).citations[0].source).toBe('docs/lock.md');
  });

  test.each([
    [['ask'], 2, 'What is the question?'],
    [['ask', 'docs', 'When?'], 2, '"docs" is a path. The question comes first'],
    [['ask', 'When?', 'nowhere'], 1, 'There is nothing at "nowhere"'],
    [['ask', 'When?', 'empty'], 1, 'There is nothing to read'],
    [
      ['ask', 'When?', 'docs', '--model', 'alibaba/qwen3.5-flash'],
      1,
      'Set AI_GATEWAY_API_KEY or ALIBABA_API_KEY',
    ],
    [['ask', 'When?', 'docs', '--model', 'nobody/knows'], 1, '--context-window'],
    [['ask', 'When?', 'docs', '--max-cost', 'cheap'], 2, '--max-cost takes an amount of US dollars'],
    [['ask', 'When?', 'docs', '--keep-warm'], 2, '--keep-warm is for a conversation: add --chat'],
    [['ask', 'When?', 'docs', '--frob'], 2, "Unknown option '--frob'"],
    [['frob'], 2, 'there is no command "frob"'],
  ])('%j exits with the way out', async (args, code, said) => {
    const { exitCode, stdout, stderr } = await runQuire(args, { cwd: folder });
    expect(stderr).toContain(said);
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
  });

  test('a local server that is not there is said in under a second', async () => {
    const startedAt = performance.now();
    const { exitCode, stderr } = await runQuire(
      ['ask', 'When?', 'docs', '--model', 'http://127.0.0.1:9/v1#m', '--context-window', '8000'],
      { cwd: folder },
    );
    expect(stderr).toContain('No server answers at http://127.0.0.1:9/v1');
    expect(exitCode).toBe(1);
    // The process's own start is in this; the SDK's retries alone would take six seconds.
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});
