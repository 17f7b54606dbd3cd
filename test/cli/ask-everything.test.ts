import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findDocuments } from '../helpers/citation-format.ts';
import { type ImitationProvider, startImitationProvider } from '../helpers/imitation-provider.ts';
import { providerEnv } from '../helpers/provider-env.ts';
import type { ImitatedRequest } from '../helpers/reply.ts';
import { runQuire } from '../helpers/run-quire.ts';

let folder: string;
let provider: ImitationProvider;
let env: Record<string, string>;
/** Holds a reply back. */
let hold: () => Promise<void>;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-everything-'));
  for (const name of ['a', 'b', 'c']) {
    const lines = Array.from(
      { length: 150 },
      (_, line) => `Line ${line} of ${name} is of no interest at all.`,
    );
    await writeFile(path.join(folder, `${name}.md`), [...lines, `LEAK in ${name}`, ''].join('\n'));
  }
  hold = async () => {};
  provider = await startImitationProvider({
    reply: async (request) => {
      await hold();
      return reportLeaks(request);
    },
  });
  env = providerEnv(provider, folder);
});
afterEach(async () => {
  await provider.close();
  await rm(folder, { recursive: true, force: true });
});

/** Tells what it is shown: every line with the word. */
function reportLeaks({ userParts }: ImitatedRequest): string {
  const found = userParts
    .flatMap(findDocuments)
    .flatMap(({ address, text }) =>
      text.split('\n').flatMap((line) => (line.includes('LEAK') ? [{ id: address, quote: line }] : [])),
    );
  if (userParts.some((part) => part.includes('Findings:'))) {
    return `${found.length} leaks.${found.map(({ id, quote }) => `<cite id="${id}">${quote}</cite>`).join('')}`;
  }
  const data = found.length === 0 ? null : { findings: found.map(({ quote }) => quote) };
  return JSON.stringify({
    data,
    citations: found.map((citation, index) => ({ path: `/findings/${index}`, ...citation })),
  });
}

const args = [
  'ask',
  'Where are leaks?',
  'a.md',
  'b.md',
  'c.md',
  '--strategy',
  'map-reduce',
  '--context-window',
  '6000',
];

test('reads every file in shards, says beforehand what it costs, and again costs nothing', async () => {
  const { stdout, stderr, exitCode } = await runQuire([...args, '--json'], { cwd: folder, env });
  expect(stderr).toMatch(
    /3 files, \dk tokens in 3 shards, about \$\S+, the next question \$\S+, at most \$\S+ -> /,
  );
  expect(stderr).toContain('3 findings in 3 shards');
  expect(exitCode).toBe(0);
  const { findings, cost } = JSON.parse(stdout);
  expect(findings).toMatchObject(
    ['a', 'b', 'c'].map((name, index) => ({
      text: `LEAK in ${name}`,
      shard: index + 1,
      citations: [{ source: `${name}.md`, location: { start: 151 }, verified: true }],
    })),
  );
  expect(cost.max).toBeCloseTo(Number(provider.invoice.totals.dollars), 9);
  expect(provider.requests).toHaveLength(4);
  const again = await runQuire([...args, '--strict'], { cwd: folder, env });
  expect(again.stdout).toMatch(/^3 leaks\. \[1\]\[2\]\[3\]$/m);
  expect(again.stdout).toContain('[2] b.md:151  verified');
  expect(again.exitCode).toBe(0);
  expect(provider.requests).toHaveLength(4);
});

test('killed whenever a reply has been kept, and run again, it pays for none of those twice', async () => {
  const kept = async () => {
    const replies = path.join(folder, '.cache/v1/replies');
    const found = await readdir(replies, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = found.filter((entry) => entry.isFile() && !entry.name.endsWith('.draft'));
    const times = files.map(async (file) => {
      const name = path.join(file.parentPath, file.name);
      return [name, (await stat(name)).mtimeMs] as const;
    });
    return new Map(await Promise.all(times));
  };
  let before = await kept();
  for (let kill = 1; kill <= 3; kill += 1) {
    // The first request of a run is answered, and the others are under way when it is killed.
    const killed = Promise.withResolvers<void>();
    let isFirst = true;
    hold = async () => {
      if (!isFirst) await killed.promise;
      isFirst = false;
    };
    const { exitCode } = await runQuire(args, {
      cwd: folder,
      env,
      onStart: async (interrupt) => {
        while ((await kept()).size <= before.size) await sleep(5);
        interrupt('SIGKILL');
      },
    });
    killed.resolve();
    expect(exitCode).toBeNull();
    const after = await kept();
    expect(after.size).toBe(kill);
    for (const [name, time] of before) expect(after.get(name)).toBe(time);
    before = after;
  }
  hold = async () => {};
  const { stdout, exitCode } = await runQuire([...args, '--strict'], { cwd: folder, env });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^3 leaks\. \[1\]\[2\]\[3\]$/m);
  const after = await kept();
  for (const [name, time] of before) expect(after.get(name)).toBe(time);
  expect(after.size).toBe(4);
  // Three shards, then two, then one, and what puts them together, which the last kill may have met: nothing else is asked again.
  expect([3 + 2 + 1 + 1, 3 + 2 + 2 + 1]).toContain(provider.requests.length);
});

test('where passages are retrieved it is offered with its price, and Ctrl-C says that it can go on', async () => {
  const retrieved = args.filter((arg) => !/strategy|map-reduce/.test(arg));
  const { stderr } = await runQuire(retrieved, { cwd: folder, env });
  expect(stderr).toMatch(/^To read all of it: --strategy map-reduce, about \$0\.\d+\.$/m);
  const stop = Promise.withResolvers<void>();
  hold = () => stop.promise;
  const before = provider.requests.length;
  const stopped = await runQuire(args, {
    cwd: folder,
    env,
    onStart: async (interrupt) => {
      while (provider.requests.length === before) await sleep(5);
      interrupt();
    },
  });
  stop.resolve();
  expect(stopped).toMatchObject({ exitCode: 130, stderr: expect.stringContaining('run it again to go on') });
});

test('without a model that writes, and for more than one question, it says so', async () => {
  const offline = await runQuire([...args, '--model', 'offline'], { cwd: folder, env });
  expect(offline.exitCode).toBe(2);
  expect(offline.stderr).toContain('needs a language model');
  const chat = await runQuire([...args.slice(0, 1), '--chat', ...args.slice(2)], { cwd: folder, env });
  expect(chat.exitCode).toBe(2);
});
