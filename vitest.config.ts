import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/helpers/cache-folder.ts',
    // Real pdfjs, real git and whole child processes: 5 s is too short on a busy two-core machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
