import type { PrepareContextOptions } from '../index.ts';
import { type Arguments, type CommandOption, UsageError } from './command.ts';

/** The option of commands that retrieve. */
export const weighDownOption = {
  'weigh-down': {
    type: 'string',
    multiple: true,
    value: 'KIND',
    summary: 'when passages are retrieved, let tests, docs or noise count half (repeatable)',
  },
} as const satisfies Record<string, CommandOption>;

const kinds = ['tests', 'docs', 'noise'] as const;

/** The kinds that were typed. */
export function readWeighDown(values: Arguments['values']): Pick<PrepareContextOptions, 'weighDown'> {
  const typed = values['weigh-down'];
  if (!Array.isArray(typed)) return {};
  const weighDown = typed.map((word: string) => {
    const kind = kinds.find((each) => each === word);
    if (kind === undefined) throw new UsageError(`--weigh-down takes ${kinds.join(', ')}, not "${word}".`);
    return kind;
  });
  return { weighDown };
}
