import type { ParseArgsConfig } from 'node:util';
import type { Terminal } from './terminal.ts';

/** How a process ends: 0 done, 1 failed, 2 not understood, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/** What was typed behind a command's name. */
export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly positionals: readonly string[];
}

/** What a command works with besides its arguments. */
export interface CommandContext extends Arguments {
  readonly terminal: Terminal;
  /** Fires at Ctrl-C. */
  readonly abortSignal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface CommandOption {
  readonly type: 'string' | 'boolean';
  /** May be typed more than once: its value is a list. */
  readonly multiple?: true;
  readonly short?: string;
  /** How the value is named in the help. */
  readonly value?: string;
  /** The value when none is typed: `--diff` is `--diff=` and this. Only of strings. */
  readonly bare?: string;
  readonly summary: string;
}

/** A command of the command line. */
export interface Command {
  readonly name: string;
  /** What is typed behind the name. */
  readonly usage: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  run(context: CommandContext): Promise<ExitCode>;
}

/** Typed wrongly, as the command itself found: said with the usage line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const jsonOption = {
  json: { type: 'boolean', summary: 'print one JSON object on stdout' },
} as const satisfies Record<string, CommandOption>;

export const modelOptions = {
  model: {
    type: 'string',
    value: 'NAME',
    summary: 'a gateway model, http://HOST/v1#NAME for a server of your own, or offline',
  },
  'context-window': {
    type: 'string',
    value: 'TOKENS',
    summary: 'the window of a model that quire does not know',
  },
} as const satisfies Record<string, CommandOption>;

export const pricesOption = {
  prices: {
    type: 'string',
    value: 'FILE',
    summary:
      'price cards to go by: a JSON file, a built-in route such as alibaba-cn, or fresh: as the gateway lists them now',
  },
} as const satisfies Record<string, CommandOption>;

export const fitOption = {
  fit: {
    type: 'boolean',
    summary: 'leave out noise, tests, prose, then the largest files until the rest fits',
  },
  'under-step': {
    type: 'boolean',
    summary: 'the same, until requests stay under the first step of the prices too, where they have steps',
  },
} as const satisfies Record<string, CommandOption>;

export function readFit(values: Arguments['values']): 'all' | 'leave-out' | 'under-price-step' {
  if (values['under-step'] === true) return 'under-price-step';
  return values.fit === true ? 'leave-out' : 'all';
}

/** The options as `parseArgs` wants them. */
export function toParseOptions(options: Command['options']): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple = false }]) => [
      name,
      { type, multiple, ...(short !== undefined && { short }) },
    ]),
  );
}

/** A positive whole number that was typed for an option. */
export function readWholeNumber(values: Arguments['values'], option: string): number | undefined {
  const typed = values[option];
  if (typed === undefined) return undefined;
  const number = Number(String(typed).replaceAll(/[_,]/g, ''));
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new UsageError(`--${option} takes a positive whole number, not "${typed}".`);
}

/** An amount of US dollars that was typed for an option. */
export function readDollars(values: Arguments['values'], option: string): number | undefined {
  const typed = values[option];
  if (typed === undefined) return undefined;
  const number = Number(String(typed).replace(/^\$/, ''));
  if (typed !== '' && Number.isFinite(number) && number >= 0) return number;
  throw new UsageError(`--${option} takes an amount of US dollars such as 0.50, not "${typed}".`);
}

/** One of a few words that was typed for an option. */
export function readChoice<Choice extends string>(
  values: Arguments['values'],
  option: string,
  choices: readonly Choice[],
): Choice | undefined {
  const typed = values[option];
  if (typed === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === typed);
  if (choice !== undefined) return choice;
  throw new UsageError(`--${option} takes ${choices.join(', ')}, not "${typed}".`);
}
