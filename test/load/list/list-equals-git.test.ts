import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { loadRepository } from '../../../src/load/load-repository.ts';
import { gitAnswer, gitAnswerOutside } from '../git-answer.ts';
import { git, makeFolder } from '../make-folder.ts';
import { makeRandomRepository } from '../random-repository.ts';
import { tortureCases } from '../torture-cases.ts';

/** What the loader lists, as strings of bytes: what it reads, and links as themselves. */
async function listed(folder: string): Promise<string[]> {
  const items = await Array.fromAsync(loadRepository(folder, { noise: 'read' }));
  const links = items.flatMap((item) => (item.type === 'skipped' && item.reason === 'link' ? [item] : []));
  const isReached = (source: string) => links.some((link) => source.startsWith(`${link.source}/`));
  return [
    ...items.filter((item) => item.type === 'text'),
    ...links.filter(({ source }) => !isReached(source)),
  ]
    .map(({ source, sourceHex }) =>
      (sourceHex === undefined ? Buffer.from(source) : Buffer.from(sourceHex, 'hex')).toString('latin1'),
    )
    .sort();
}

/** The settings of whoever runs the tests stay out: the loader and the truth see this home alone. */
async function makeHome(): Promise<string> {
  const home = await makeFolder();
  vi.stubEnv('HOME', home);
  vi.stubEnv('USERPROFILE', home);
  vi.stubEnv('XDG_CONFIG_HOME', '');
  vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
  return home;
}

const asBytes = (path: string) => Buffer.from(path).toString('latin1');

test.each(tortureCases)(
  'lists what git lists: $name',
  async ({ make, root = '', absent = [], present = [] }) => {
    const home = await makeHome();
    const top = await makeFolder();
    git(top, ['init', '-q', '-b', 'main']);
    await make(top, { home, beside: await makeFolder() });
    const folder = join(top, root);

    const inside = gitAnswer(folder, { home });
    expect(await listed(folder)).toEqual(inside);
    expect(inside).toEqual(expect.arrayContaining(present.map(asBytes)));
    for (const path of absent) expect(inside).not.toContain(asBytes(path));

    // A linked work tree or a submodule has a file there, and lives on what it names.
    await rm(join(folder, '.git'), { recursive: true, force: true });
    await rm(join(top, '.git'), { recursive: true, force: true });
    const outside = gitAnswerOutside(folder, { workTree: top, home });
    expect(await listed(folder)).toEqual(outside);
  },
);

const seeds = Number(process.env.QUIRE_RANDOM_REPOSITORIES ?? 20);

test(`lists what git lists in ${seeds} random repositories, inside and outside of work trees`, async () => {
  const home = await makeHome();
  let paths = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const folder = await makeFolder();
    await makeRandomRepository(folder, seed);
    const inside = gitAnswer(folder, { home });
    expect(await listed(folder), `seed ${seed}, inside`).toEqual(inside);
    await rm(join(folder, '.git'), { recursive: true });
    const outside = gitAnswerOutside(folder, { workTree: folder, home });
    expect(await listed(folder), `seed ${seed}, outside`).toEqual(outside);
    paths += inside.length + outside.length;
    await rm(folder, { recursive: true });
  }
  expect(paths).toBeGreaterThan(seeds * 10);
  await expect(lstat(home)).resolves.toBeDefined();
}, 1_800_000);
