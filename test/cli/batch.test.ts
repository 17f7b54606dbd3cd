import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ImitationProvider, startImitationProvider } from '../helpers/imitation-provider.ts';
import { providerEnv } from '../helpers/provider-env.ts';
import { findBestLine, replyWithQuote } from '../helpers/reply.ts';
import { runQuire } from '../helpers/run-quire.ts';
import { seededRandom } from '../helpers/seeded-random.ts';

let folder: string;
let provider: ImitationProvider;
let env: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-batch-'));
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

const questionsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `Which vessels does berth ${index} take?`);
const run = (...args: string[]) => runQuire(['batch', ...args], { cwd: folder, env });
const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
const read = (name: string) => readFile(path.join(folder, name), 'utf8');

test('answers every line of a file over one cached prefix, and says what became of each', async () => {
  await write('q.txt', `\ufeff${questionsOf(5).join('\r\n')}\r\n`);
  const { exitCode, stdout, stderr } = await run('q.txt', 'berths.md', '--out', 'a.jsonl');
  expect(exitCode).toBe(0);
  expect(stdout).toBe('');
  const answers = (await read('a.jsonl'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(answers).toHaveLength(5);
  const third = answers.find(({ index }) => index === 3);
  expect(third).toMatchObject({
    schemaVersion: 1,
    question: 'Which vessels does berth 2 take?',
    status: 'answered',
    text: 'Berth 2 takes vessels of 22 metres. [1]',
    citations: [{ source: 'berths.md', location: { start: 5 }, verified: true }],
    complete: true,
  });
  const { lines, totals } = provider.invoice;
  expect(lines.map(({ cacheWrite }) => cacheWrite > 0)).toEqual([true, false, false, false, false]);
  expect(answers.reduce((sum, { cost }) => sum + cost.max, 0)).toBeCloseTo(Number(totals.dollars), 9);
  expect(stderr).toMatch(/1 file, \dk tokens, 5 questions, about \$\S+, at most \$\S+ -> /);
  expect(stderr).toMatch(/ {3}3 {2}answered +1 of 1 +\$\S+ +Which vessels does berth 2/);
  expect(stderr).toContain('5 questions: 5 answered. Cost: $');
});

test('what the documents do not say is told apart from what was answered', async () => {
  await write('q.txt', 'Which vessels does berth 2 take?\nWho baked the cake?\n');
  const { stderr } = await run('q.txt', 'berths.md', '--out', 'a.jsonl');
  expect(stderr).toContain('2 questions: 2 answered, 1 of them not found. Cost: $');
});

test('typed answers are columns of a table, checked against the schema', async () => {
  await provider.close();
  const data = {
    data: { metres: 22, tags: ['a', 'b'] },
    citations: [{ path: '/metres', id: 'berths.md', quote: 'Berth 2 takes vessels of 22 metres.' }],
  };
  provider = await startImitationProvider({
    reply: ({ userParts }) =>
      JSON.stringify(userParts.join().includes('berth 9') ? { data: { metres: 'many' } } : data),
  });
  env.ALIBABA_BASE_URL = provider.alibabaUrl;
  await write('q.csv', 'id,question\nb2,What does berth 2 take?\nb9,What does berth 9 take?\n');
  await write(
    's.json',
    JSON.stringify({
      type: 'object',
      properties: { metres: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } },
      required: ['metres'],
    }),
  );
  const { exitCode, stderr } = await run(
    'q.csv',
    'berths.md',
    '--schema',
    's.json',
    '--out',
    'a.csv',
    '--concurrency',
    '1',
  );
  expect(exitCode).toBe(1);
  const [head, good, bad] = (await read('a.csv')).split('\n');
  expect(head).toBe('id,question,status,metres,tags,sources,verified,cost_usd,error');
  expect(good).toMatch(
    /^b2,What does berth 2 take\?,answered,22,"\[""a"",""b""\]",berths\.md:5,1 of 1,0\.\d+,$/,
  );
  expect(bad).toMatch(/^b9,What does berth 9 take\?,failed,,,,,0\.\d+,.*does not match the schema/);
  expect(stderr).toContain('2 questions: 1 answered, 1 failed.');
});

test('killed at random points and run again, it pays for no answer twice that it had told', async () => {
  const random = seededRandom(20);
  const count = 24;
  await write('q.txt', questionsOf(count).join('\n'));
  const told = new Set<string>();
  const kills = 3;
  for (let kill = 0; kill <= kills; kill += 1) {
    const after = kill === kills ? Number.POSITIVE_INFINITY : told.size + 1 + random.below(4);
    const { stdout, exitCode } = await runQuire(['batch', 'q.txt', 'berths.md'], {
      cwd: folder,
      env,
      onOutput: (output, interrupt) => output.split('\n').length > after && interrupt('SIGKILL'),
    });
    expect(exitCode).toBe(kill === kills ? 0 : null);
    for (const line of stdout.split('\n').slice(0, -1)) {
      const { question, attempts } = JSON.parse(line);
      if (told.has(question)) expect(attempts).toEqual([]);
      told.add(question);
    }
  }
  expect(told.size).toBe(count);
  const asked = provider.requests.map(({ body }) => /berth \d+ take/.exec(JSON.stringify(body))?.[0]);
  expect(new Set(asked).size).toBe(count);
  // Four at once: at each kill at most four were under way, and nothing else was asked again.
  expect(asked.length).toBeLessThanOrEqual(count + 4 * kills);
});

test('Ctrl-C says what is kept, and the next run goes on', async () => {
  await write('q.txt', questionsOf(30).join('\n'));
  const stopped = await runQuire(['batch', 'q.txt', 'berths.md', '--concurrency', '1'], {
    cwd: folder,
    env,
    onOutput: (output, interrupt) => output.split('\n').length > 3 && interrupt(),
  });
  expect(stopped.exitCode).toBe(130);
  expect(stopped.stderr).toMatch(/30 questions: \d+ answered, \d+ not asked\. Cost: \$/);
  expect(stopped.stderr).toContain('run it again to go on');
  const again = await run('q.txt', 'berths.md', '--out', 'a.jsonl');
  expect(again.stderr).toMatch(/30 questions: 30 answered, \d+ of them from before\./);
});

test('the cap stops the run before the question that could cross it', async () => {
  await write('q.txt', questionsOf(20).join('\n'));
  const { exitCode, stderr } = await run('q.txt', 'berths.md', '--max-cost', '0.0046', '--out', 'a.csv');
  expect(exitCode).toBe(1);
  expect(Number(provider.invoice.totals.dollars)).toBeLessThanOrEqual(0.0046);
  expect(stderr).toMatch(/20 questions: \d+ answered, \d+ not asked\./);
  expect(stderr).toContain('over the limit of $0.0046');
});

test('what is no file of its own answers is not overwritten, and nothing is sent', async () => {
  await write('q.txt', questionsOf(2).join('\n'));
  await write('notes.jsonl', 'my notes\n');
  const { exitCode, stderr } = await run('q.txt', 'berths.md', '--out', 'notes.jsonl');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('Choose another --out');
  expect(await read('notes.jsonl')).toBe('my notes\n');
  expect(provider.requests).toHaveLength(0);
});

test('--fresh asks again what was answered', async () => {
  await write('q.txt', questionsOf(2).join('\n'));
  for (const args of [[], ['--fresh']]) await run('q.txt', 'berths.md', ...args);
  expect(provider.requests).toHaveLength(4);
});
