import { parseArgs } from 'node:util';
import { QuireError } from '../index.ts';
import { type Command, type ExitCode, toParseOptions, UsageError } from './command.ts';
import { ask } from './commands/ask.ts';
import { batch } from './commands/batch.ts';
import { compare } from './commands/compare.ts';
import { cost } from './commands/cost.ts';
import { index } from './commands/index.ts';
import { inspect } from './commands/inspect.ts';
import { list } from './commands/list.ts';
import { pack } from './commands/pack.ts';
import { prices } from './commands/prices.ts';
import { search } from './commands/search.ts';
import { text } from './commands/text.ts';
import { formatCommandHelp, formatHelp } from './help.ts';
import { formatJson } from './json.ts';
import { fillOptionalValues } from './optional-values.ts';
import { saveMemory } from './save-memory.ts';
import { printable, processTerminal, type Terminal } from './terminal.ts';

const commands: readonly Command[] = [
  ask,
  batch,
  inspect,
  list,
  text,
  search,
  index,
  pack,
  compare,
  cost,
  prices,
];

/** Runs what was typed behind `quire` and says how the process is to end. */
export async function runCommandLine(argv: readonly string[], abortSignal: AbortSignal): Promise<ExitCode> {
  saveMemory();
  const terminal = processTerminal();
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const about = commands.find((command) => command.name === rest[0]);
    await terminal.data(about === undefined ? formatHelp(commands) : formatCommandHelp(about));
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v') {
    await terminal.data(`${await readVersion()}\n`);
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    terminal.notice(
      `quire: there is no command "${printable(name)}". Try: quire ask "question" [path…], or quire --help`,
    );
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    await terminal.data(formatCommandHelp(command));
    return 0;
  }
  const wantsJson = rest.includes('--json');
  try {
    const { values, positionals } = parse(command, rest);
    return await command.run({ values, positionals, terminal, abortSignal, env: process.env });
  } catch (error) {
    return await reportFailure(error, { command, terminal, wantsJson });
  }
}

function parse(command: Command, args: readonly string[]) {
  try {
    return parseArgs({
      args: [...fillOptionalValues(args, command.options)],
      options: toParseOptions(command.options),
      allowPositionals: true,
    }) as {
      values: Record<string, string | boolean | string[] | undefined>;
      positionals: string[];
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split(/\.\s/)[0] ?? '') : String(error));
  }
}

async function reportFailure(
  error: unknown,
  { command, terminal, wantsJson }: { command: Command; terminal: Terminal; wantsJson: boolean },
): Promise<ExitCode> {
  if (error instanceof UsageError) {
    terminal.notice(
      `quire ${command.name}: ${printable(error.message)}\nUsage: quire ${command.name} ${command.usage}`,
    );
    return 2;
  }
  const known = QuireError.isInstance(error);
  const message = known ? error.message : describeUnknown(error);
  if (wantsJson) {
    const facts = known ? { code: error.code, ...error.facts } : { code: 'unexpected' };
    await terminal.data(formatJson({ error: { ...facts, message } }));
  }
  terminal.notice(`quire: ${printable(message)}`);
  if (!known && process.env.QUIRE_DEBUG && error instanceof Error) terminal.notice(error.stack ?? '');
  return known && error.code === 'aborted' ? 130 : 1;
}

/** What the file system refuses is no fault of quire: `Cannot open "out/a.md": read-only file system.` */
function describeUnknown(error: unknown): string {
  if (!(error instanceof Error)) return `Unexpected failure: ${error}`;
  const { syscall, path } = error as NodeJS.ErrnoException;
  const [, reason] = /^E[A-Z]+: ([^,]+),/.exec(error.message) ?? [];
  if (syscall === undefined || reason === undefined) return `Unexpected failure: ${error.message}`;
  return `Cannot ${syscall} ${path === undefined ? 'a file' : `"${path}"`}: ${reason}.`;
}

async function readVersion(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
