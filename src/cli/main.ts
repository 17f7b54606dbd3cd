#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(`quire needs Node 22.13 or later; this is ${process.versions.node}.\n`);
  process.exit(1);
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that goes away (`quire list | head`) is no failure.
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`quire: cannot write the output: ${error.message}\n`);
  process.exit(1);
});

const controller = new AbortController();
process.on('SIGINT', () => {
  // The second Ctrl-C does not wait.
  if (controller.signal.aborted) process.exit(130);
  controller.abort();
});

// Only now: an older Node may not even load the rest.
const { runCommandLine } = await import('./run-command-line.ts');
process.exitCode = await runCommandLine(process.argv.slice(2), controller.signal);
