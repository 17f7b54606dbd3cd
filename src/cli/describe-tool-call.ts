import type { ToolCall } from '../index.ts';
import { describePlace } from './describe-place.ts';
import { printable } from './terminal.ts';

/** What a model asked a tool for, in a line: `search "late lane"`. */
export function describeToolInput({ toolName, input }: Pick<ToolCall, 'toolName' | 'input'>): string {
  const words = typeof input === 'object' && input !== null ? Object.values(input) : [input];
  const shown = words.map((word) => JSON.stringify(word)).join(' ');
  return printable(`${toolName} ${shown.length > 120 ? `${shown.slice(0, 119)}…` : shown}`.trimEnd());
}

/** A look into the documents, and what it brought or why it was refused. */
export function describeToolCall(
  { outcome, ...call }: ToolCall,
  display: (source: string) => string,
): string {
  const asked = describeToolInput(call);
  if (outcome.type === 'refused') return `${asked}: refused, ${printable(outcome.message)}`;
  const places = outcome.documents.map(({ source, location }) => describePlace(display(source), location));
  const [first, ...others] = places;
  if (first === undefined) return `${asked}: ${call.toolName === 'list' ? 'names alone' : 'nothing found'}`;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${asked}: ${printable(first)}${more}, ${outcome.bytes} bytes`;
}
