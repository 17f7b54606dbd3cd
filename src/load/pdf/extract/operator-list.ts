import type { OPS as Operators } from 'pdfjs-dist';
import type { Matrix } from './matrix.ts';

/** A page's drawing operators as pdf.js lists them. Their arguments have no types, and a broken PDF gives anything. */
export interface OperatorList {
  readonly fnArray: readonly number[];
  readonly argsArray: readonly unknown[];
}

/** The operators with which pdf.js says how a path is painted; some do both. */
export function paintingOperators(OPS: typeof Operators): {
  readonly filling: ReadonlySet<unknown>;
  readonly stroking: ReadonlySet<unknown>;
} {
  const both: readonly unknown[] = [
    OPS.fillStroke,
    OPS.eoFillStroke,
    OPS.closeFillStroke,
    OPS.closeEOFillStroke,
  ];
  return {
    filling: new Set([OPS.fill, OPS.eoFill, ...both]),
    stroking: new Set([OPS.stroke, OPS.closeStroke, ...both]),
  };
}

/** An array as it is; anything else is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** 0 for what is no number. */
export function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** pdf.js packs paths and their bounds as Float32Array. */
export function isNumbers(value: unknown): value is readonly number[] {
  return (
    value instanceof Float32Array || (Array.isArray(value) && value.every((one) => typeof one === 'number'))
  );
}

export function isMatrix(value: unknown): value is Matrix {
  return isNumbers(value) && value.length === 6;
}
