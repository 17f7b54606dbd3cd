/** What a model wrote for a tool; it may be anything. */
export type ToolInput = unknown;

/** A text that the model wrote; `undefined` when it left it out or wrote something else. */
export function readText(input: ToolInput, name: string): string | undefined {
  const value = readValue(input, name);
  return typeof value === 'string' ? value : undefined;
}

/** A number from 1; models write them as texts too. */
export function readPlace(input: ToolInput, name: string): number | undefined {
  const value = Number(readValue(input, name) ?? Number.NaN);
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

export function isGiven(input: ToolInput, name: string): boolean {
  const value = readValue(input, name);
  return value !== undefined && value !== null;
}

function readValue(input: ToolInput, name: string): unknown {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, name)
    ? Reflect.get(input, name)
    : undefined;
}
