import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lanceDbStore } from '../../src/retrieve/lancedb-store.ts';

// The package is an optional peer and not part of this project's own installation.
const isInstalled = existsSync(new URL('../../node_modules/@lancedb/lancedb', import.meta.url));

test.runIf(!isInstalled)('without its package the store says what to install', async () => {
  await expect(lanceDbStore('./nowhere').documents()).rejects.toMatchObject({
    code: 'missing-package',
    facts: { package: '@lancedb/lancedb' },
    message: expect.stringContaining('npm install @lancedb/lancedb'),
  });
});
