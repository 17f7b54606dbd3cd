import { defineConfig } from 'vitest/config';

/** What needs a browser: `npm run test:browser`, where a Chromium is on the PATH. */
export default defineConfig({
  test: { include: ['test/browser/**/*.browser.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});
