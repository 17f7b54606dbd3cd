import type { Comparison } from './comparison.ts';

export function formatHtml(comparison: Comparison): string {
  return comparison.answer;
}
