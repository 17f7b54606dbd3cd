import { once } from 'node:events';
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ImitationProvider, startImitationProvider } from '../../helpers/imitation-provider.ts';
import { providerEnv } from '../../helpers/provider-env.ts';
import { findBestLine, replyWithQuote } from '../../helpers/reply.ts';
import { runQuire, startQuire } from '../../helpers/run-quire.ts';

let folder: string;
let provider: ImitationProvider;
let env: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-chat-'));
  const lines = Array.from(
    { length: 300 },
    (_, index) => `Berth ${index} takes vessels of ${index + 20} metres.`,
  );
  await writeFile(path.join(folder, 'berths.md'), `# Berths\n\n${lines.join('\n')}\n`);
  provider = await startImitationProvider({ reply: replyWithQuote(findBestLine) });
  env = providerEnv(provider, folder);
});
afterEach(async () => {
  await provider.close();
  await rm(folder, { recursive: true, force: true });
});

const chat = (inputs: readonly string[], ...args: string[]) =>
  runQuire(['ask', '--chat', ...args], { cwd: folder, env, input: `${inputs.join('\n')}\n` });

test('in 30 turns each one reads all that the one before has read and written', async () => {
  const questions = Array.from({ length: 30 }, (_, index) => `Which vessels does berth ${index} take?`);
  const { exitCode, stdout, stderr } = await chat(questions, 'berths.md');
  expect(exitCode).toBe(0);
  expect(stdout.match(/^Berth \d+ takes vessels of \d+ metres\. \[1\]$/gm)).toHaveLength(30);
  const { lines, totals } = provider.invoice;
  expect(lines).toHaveLength(30);
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (before !== undefined) expect(line.cacheRead).toBe(before.cacheRead + before.cacheWrite);
  }
  expect(lines[0]?.cacheWrite).toBeGreaterThan(2_000);
  expect(lines.at(-1)?.uncached).toBeLessThan(40);
  expect(stderr.match(/^Cache warm until \d\d:\d\d:\d\d\.$/gm)).toHaveLength(30);
  expect(stderr).toMatch(
    new RegExp(`Cost of the conversation: \\$${totals.dollars.slice(0, 6)}\\d* for 30 questions`),
  );
});

test('where passages are retrieved each turn reads those of all turns before', async () => {
  const questions = Array.from({ length: 4 }, (_, index) => `Which vessels does berth ${index + 7} take?`);
  const { exitCode, stderr } = await chat(questions, '--strategy', 'retrieve', 'berths.md');
  expect(exitCode).toBe(0);
  const { lines } = provider.invoice;
  expect(lines).toHaveLength(4);
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (before !== undefined) expect(line.cacheRead).toBe(before.cacheRead + before.cacheWrite);
  }
  expect(lines[0]?.cacheWrite).toBeGreaterThan(1_024);
  expect(stderr.match(/^Cache warm until/gm)).toHaveLength(4);
});

test('that such passages are not kept warm is said', async () => {
  const questions = ['Which vessels does berth 7 take?'];
  const retrieved = await chat(questions, '--keep-warm', '--strategy', 'retrieve', 'berths.md');
  expect(retrieved.stderr).toContain('--keep-warm changes nothing here');
  const packed = await chat(questions, '--keep-warm', 'berths.md');
  expect(packed.stderr).not.toContain('changes nothing');
});

test('a first question may be typed with the command, and /exit ends the conversation', async () => {
  const { stdout, exitCode } = await chat(
    ['/exit', 'And berth 8?'],
    'Which vessels does berth 7 take?',
    'berths.md',
  );
  expect(stdout).toContain('Berth 7 takes vessels of 27 metres. [1]');
  expect(exitCode).toBe(0);
  expect(provider.requests).toHaveLength(1);
});

test('/cost, /sources and /open tell of the last answer, and send nothing', async () => {
  const editor = path.join(folder, 'vim');
  await writeFile(editor, `#!/bin/sh\nprintf '%s\\n' "$@" > ${folder}/opened\n`);
  await chmod(editor, 0o755);
  env.EDITOR = editor;
  const inputs = [
    '/sources',
    '/open 1',
    'Which vessels does berth 7 take?',
    '/sources',
    '/open 1',
    '/open 4',
    '/cost',
    '/x',
  ];
  const { stdout, stderr } = await chat(inputs, 'berths.md');
  expect(stderr).toContain('Nothing has been cited yet.');
  expect(stdout.match(/\[1\] berths\.md:10 {2}verified/g)).toHaveLength(2);
  expect(await readFile(path.join(folder, 'opened'), 'utf8')).toBe(
    `+10\n${path.join(folder, 'berths.md')}\n`,
  );
  expect(stderr).toContain('Opened berths.md:10.');
  expect(stderr.match(/Which one\?/g)).toHaveLength(2);
  expect(stderr).toMatch(/Cost of the conversation: \$\S+ for 1 question\n/);
  expect(stderr).toContain('/exit');
  expect(provider.requests).toHaveLength(1);
});

test.each([[], ['--tools']])(
  '--watch asks over the files as they are when the question is asked, and says what has changed: %s',
  async (...options) => {
    await provider.close();
    const docs = path.join(folder, 'docs');
    await mkdir(docs);
    await rename(path.join(folder, 'berths.md'), path.join(docs, 'berths.md'));
    await writeFile(path.join(docs, 'notes.md'), 'Berth 7 is open.\n');
    await writeFile(path.join(docs, '.env'), 'A=1\n');
    let asked = 0;
    provider = await startImitationProvider({
      reply(request) {
        asked += 1;
        // Between the first question and the second somebody edits one file and adds another.
        if (asked === 1) {
          appendFileSync(path.join(docs, 'notes.md'), 'Berth 7 is closed.\n');
          writeFileSync(path.join(docs, 'added.md'), 'Berth 900 is new.\n');
        }
        return replyWithQuote(findBestLine)(request);
      },
    });
    env.ALIBABA_BASE_URL = provider.alibabaUrl;
    const { stdout, stderr, exitCode } = await runQuire(['ask', '--watch', ...options, 'docs'], {
      cwd: folder,
      env,
      input: 'Which vessels does berth 7 take?\nWhich berth is 900?\nWhich berth is 900 now?\n',
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Berth 900 is new.');
    expect(stderr.match(/^Changed: .*notes\.md$/gm)).toHaveLength(1);
    expect(stderr.match(/^Added: .*added\.md$/gm)).toHaveLength(1);
    // What is as it was is told once.
    expect(stderr.match(/^Not read: 1 with credentials\./gm)).toHaveLength(1);
    const [first, second, third] = provider.invoice.lines;
    expect(second?.cacheRead).toBe(first?.cacheWrite);
    expect(second?.cacheWrite).toBeLessThan(250);
    expect(third?.cacheRead).toBe((second?.cacheRead ?? 0) + (second?.cacheWrite ?? 0));
  },
);

test.each(['with a model', 'offline'])(
  '--watch tells each change once, and what was put back too: %s',
  async (how) => {
    const docs = path.join(folder, 'docs');
    await mkdir(docs);
    await rename(path.join(folder, 'berths.md'), path.join(docs, 'berths.md'));
    const notes = path.join(docs, 'notes.md');
    await writeFile(notes, 'Berth 7 is open.\n');
    await provider.close();
    provider = await startImitationProvider({
      reply: replyWithQuote(() => ({ address: 'berths.md', quote: 'Berth 7 takes vessels of 27 metres.' })),
    });
    env.ALIBABA_BASE_URL = provider.alibabaUrl;
    await writeFile(path.join(docs, 'rules.md'), 'No vessel stays longer than a week.\n');
    // What somebody does before each question but the first.
    const steps = [
      () => writeFileSync(notes, 'Berth 7 is closed.\n'),
      () => {
        renameSync(path.join(docs, 'rules.md'), path.join(docs, 'law.md'));
        writeFileSync(path.join(docs, '.notes.md.swp'), 'Berth 7 is clo');
        writeFileSync(path.join(docs, 'notes.md~'), 'Berth 7 is open.\n');
      },
      () => writeFileSync(notes, 'Berth 7 is open.\n'),
      () => rmSync(notes),
      () => undefined,
    ];
    const child = startQuire(['ask', '--watch', 'docs'], {
      cwd: folder,
      env: how === 'offline' ? { QUIRE_CACHE_DIR: path.join(folder, '.cache') } : env,
    });
    let answered = '';
    let told = '';
    child.stdout.on('data', (data) => {
      answered += String(data);
    });
    child.stderr.on('data', (data) => {
      told += String(data);
    });
    for (const step of [() => undefined, ...steps]) {
      step();
      const from = answered.length;
      child.stdin.write('Which vessels does berth 7 take?\n');
      while (!answered.slice(from).includes(' verified')) await once(child.stdout, 'data');
    }
    child.stdin.end();
    await once(child, 'close');
    const changes = told.match(/^(Changed|Added|Gone): .*$/gm) ?? [];
    expect(changes.map((line) => line.replaceAll(`docs${path.sep}`, ''))).toEqual([
      'Changed: notes.md',
      'Added: law.md',
      'Gone: rules.md',
      'Changed: notes.md',
      'Gone: notes.md',
    ]);
    if (how === 'offline') return;
    expect(told).toMatch(/^1 changed, 0 added, 0 gone against .*tokens of it are read/m);
    for (const { cacheRead } of provider.invoice.lines.slice(1)) expect(cacheRead).toBeGreaterThan(0);
  },
);

test('a question that fails is told, and the conversation goes on without it', async () => {
  provider.failNext({ type: 'error', status: 400 });
  const { stdout, stderr, exitCode } = await chat(
    ['First one?', 'Which vessels does berth 7 take?'],
    'berths.md',
  );
  expect(stderr).toContain('quire: qwen3.5-flash failed (400)');
  expect(stdout).toContain('Berth 7 takes vessels of 27 metres. [1]');
  expect(JSON.stringify(provider.requests[1]?.body)).not.toContain('First one?');
  expect(exitCode).toBe(0);
});

test('what broke off may be billed, and is said with the total', async () => {
  provider.failNext({ type: 'stream-error', afterCharacters: 5 });
  const lines = ['Which vessels does berth 6 take?', 'Which vessels does berth 7 take?', '/cost'];
  const { stderr } = await chat(lines, 'berths.md');
  const total = /Cost of the conversation: \$\S+ for 1 question, and up to \$(\S+) for what broke off/;
  expect(stderr.match(new RegExp(total, 'g'))).toHaveLength(2);
  expect(Number(total.exec(stderr)?.[1])).toBeGreaterThanOrEqual(Number(provider.invoice.lines[0]?.dollars));
});

test('the limit holds for the whole conversation', async () => {
  const questions = Array.from({ length: 12 }, (_, index) => `Which vessels does berth ${index} take?`);
  const { stderr } = await chat(questions, 'berths.md', '--max-cost', '0.0046');
  expect(stderr).toContain('over the limit of $0.0046');
  expect(Number(provider.invoice.totals.dollars)).toBeLessThanOrEqual(0.0046);
  expect(provider.requests.length).toBeGreaterThan(1);
});
