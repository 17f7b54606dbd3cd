import type { PrepareContextOptions } from '../index.ts';
import { type Arguments, readWholeNumber } from './command.ts';

/** The model whose window and prices are planned with, by name alone: no key and no network are needed. */
export function planningModel(values: Arguments['values']): Pick<PrepareContextOptions, 'model' | 'profile'> {
  const contextWindow = readWholeNumber(values, 'context-window');
  const typed = typeof values.model === 'string' ? values.model : 'alibaba/qwen3.5-flash';
  // An address of a server carries the model behind a #.
  const model = typed === 'offline' ? 'extractive' : typed.slice(typed.indexOf('#') + 1);
  return { model, ...(contextWindow !== undefined && { profile: { contextWindow } }) };
}
