import type { Matrix } from './matrix.ts';

/** A page's drawing operators as pdf.js lists them. Their arguments have no types, and a broken PDF gives anything. */
export interface OperatorList {
  readonly fnArray: readonly number[];
  readonly argsArray: readonly unknown[];
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

export function isNumbers(value: unknown): value is readonly number[] {
  return (
    value instanceof Float32Array || (Array.isArray(value) && value.every((one) => typeof one === 'number'))
  );
}

export function isMatrix(value: unknown): value is Matrix {
  return isNumbers(value) && value.length === 6;
}
