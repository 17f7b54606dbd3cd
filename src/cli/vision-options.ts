import { type Arguments, type Command, UsageError } from './command.ts';

/** The options of commands whose model may see. */
export const visionOptions = {
  vision: {
    type: 'boolean',
    summary: 'send images, and scanned pages of PDFs that you name, to a model that sees',
  },
  'vision-pages': {
    type: 'string',
    value: 'LIST',
    summary: 'send these pages of a PDF that you name as pictures too, such as 3,7-9 (means --vision)',
  },
} as const satisfies Command['options'];

/** Whether pictures go to the model. */
export function wantsVision(values: Arguments['values']): boolean {
  return values.vision === true || values['vision-pages'] !== undefined;
}

/** More than a model takes; a range that was typed wrong is not to fill the memory. */
const mostPages = 1_000;

/** The numbers of the pages that were typed. */
export function readPages({ 'vision-pages': typed }: Arguments['values']): readonly number[] {
  if (typeof typed !== 'string') return [];
  return typed.split(',').flatMap((part) => {
    const [, first = '', last = first] = /^\s*(\d{1,6})(?:-(\d{1,6}))?\s*$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (from < 1 || to < from || to - from >= mostPages)
      throw new UsageError(`--vision-pages takes page numbers from 1 such as 3,7-9, not "${typed}".`);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}
