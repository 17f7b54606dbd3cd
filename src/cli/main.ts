#!/usr/bin/env node
import { runCommandLine } from './run-command-line.ts';

// A reader that goes away (`quire list | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

const controller = new AbortController();
process.on('SIGINT', () => {
  // The second Ctrl-C does not wait.
  if (controller.signal.aborted) process.exit(130);
  controller.abort();
});

process.exitCode = await runCommandLine(process.argv.slice(2), controller.signal);
