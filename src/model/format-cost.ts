import type { Cost } from './price-card.ts';

/**
 * A cost for a person: `$0.0163`, a range `$0.128–$0.163`, `$0`, or `unknown`. Under a dollar three significant
 * digits, from a dollar on cents.
 */
export function formatCost(cost: Cost | undefined): string {
  if (cost === undefined) return 'unknown';
  const min = formatDollars(cost.min);
  const max = formatDollars(cost.max);
  return min === max ? min : `${min}–${max}`;
}

function formatDollars(amount: number): string {
  if (amount === 0) return '$0';
  const digits = amount >= 1 ? 2 : 2 - Math.floor(Math.log10(amount));
  // Not toPrecision: under a millionth it turns to exponents. Two decimals stay, as money has them.
  return `$${amount.toFixed(digits).replace(/(\.\d\d.*?)0+$/, '$1')}`;
}
