import { afterEach, expect, test } from 'vitest';
import { formatCitation } from '../helpers/citation-format.ts';
import { type ImitationProvider, startImitationProvider } from '../helpers/imitation-provider.ts';
import { providerEnv } from '../helpers/provider-env.ts';
import type { ImitatedReply } from '../helpers/reply.ts';
import { runQuire } from '../helpers/run-quire.ts';
import { makeFolder } from '../load/make-folder.ts';

let provider: ImitationProvider;
afterEach(() => provider.close());

const files = {
  'docs/lock.md': '# The lock\n\nThe lock closes at 22:30 in winter.\nIts keeper is Runa Holt.\n',
  'docs/log.md': `# Log\n\n${'The tide gauge was read by hand.\n'.repeat(200)}`,
};
const question = 'When does the lock close?';

async function start(): Promise<void> {
  const turns: ImitatedReply[] = [
    {
      toolCalls: [
        { name: 'read', input: { id: 'lock.md', start: 3, end: 4 } },
        { name: 'read', input: { id: '../\u001b[31msecret.txt' } },
      ],
    },
    `At half past ten. ${formatCitation({ address: 'lock.md#L3', quote: 'The lock closes at 22:30 in winter.' })}`,
  ];
  let asked = 0;
  provider = await startImitationProvider({
    reply() {
      asked += 1;
      return turns[(asked - 1) % turns.length] ?? '';
    },
  });
}

test('ask --tools says what was looked up and what was refused, and cites what was read', async () => {
  await start();
  const folder = await makeFolder(files);
  const options = { cwd: folder, env: providerEnv(provider, folder) };
  const args = ['ask', question, 'docs', '--strategy', 'retrieve', '--tools'];
  const { exitCode, stdout, stderr } = await runQuire(args, options);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('At half past ten. [1]');
  expect(stdout).toMatch(/\[1\] docs\/lock\.md:3 {2}verified/);
  const notices = stderr.split('\n');
  expect(notices).toContainEqual(
    expect.stringMatching(
      /^passages of up to 16k tokens from 2 files and what it looks up, at most \$0\.\d+ -> /,
    ),
  );
  expect(notices).toContainEqual(
    expect.stringMatching(/^Looked up: read "lock\.md" 3 4: docs\/lock\.md:3-4, \d+ bytes$/),
  );
  const refused = notices.find((line) => line.includes('refused'));
  expect(refused).toMatch(/^Looked up: read "\.\.\/.*secret\.txt": refused, No document or folder/);
  expect(stderr).not.toContain('\u001b[31m');
  // Of both requests together.
  const { uncached, output } = provider.invoice.totals;
  expect(notices).toContainEqual(
    expect.stringContaining(`(${uncached} new, 0 written to and 0 read from the cache, ${output} out)`),
  );

  const json = await runQuire([...args, '--json'], options);
  expect(JSON.parse(json.stdout)).toMatchObject({
    toolCalls: [
      { toolName: 'read', outcome: { type: 'shown' } },
      { outcome: { reason: 'unknown-document' } },
    ],
  });
});

test('batch --tools lets every question look, and asks what is in the journal no more', async () => {
  await start();
  const folder = await makeFolder({
    ...files,
    'questions.txt': `${question}\nWhen does it close in winter?\n`,
  });
  const options = { cwd: folder, env: providerEnv(provider, folder) };
  const args = [
    'batch',
    'questions.txt',
    'docs',
    '--strategy',
    'retrieve',
    '--tools',
    '--concurrency',
    '1',
    '--yes',
  ];
  const { exitCode, stdout, stderr } = await runQuire(args, options);
  expect(exitCode, stderr).toBe(0);
  expect(provider.requests).toHaveLength(4);
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(answers).toMatchObject([{ citations: [{ verified: true }] }, { citations: [{ verified: true }] }]);
  expect((await runQuire(args, options)).exitCode).toBe(0);
  expect(provider.requests).toHaveLength(4);
});

test('without a key there is nobody to look, and that is said', async () => {
  await start();
  const folder = await makeFolder(files);
  const { exitCode, stdout, stderr } = await runQuire(['ask', question, 'docs', '--tools'], {
    cwd: folder,
    env: { QUIRE_CACHE_DIR: folder },
  });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('The lock closes at 22:30');
  expect(stderr).toContain('The offline model looks nothing up');
  expect(stderr).not.toContain('AI SDK Warning');
});

test('reading everything leaves nothing to look up', async () => {
  await start();
  const folder = await makeFolder(files);
  const { exitCode, stderr } = await runQuire(
    ['ask', question, 'docs', '--strategy', 'map-reduce', '--tools'],
    { cwd: folder, env: providerEnv(provider, folder) },
  );
  expect(exitCode).toBe(2);
  expect(stderr).toContain('leave --tools out');
  expect(provider.requests).toHaveLength(0);
});
