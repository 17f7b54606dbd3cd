import type { Font, PageContent, Rule, TextRun } from '../../../../src/load/pdf/page-layout.ts';

/** A page of 600 by 800 pt. */
export function content(runs: readonly TextRun[], rules?: readonly Rule[]): PageContent {
  const plain = { isBold: false, isItalic: false, isMonospace: false };
  const fonts = new Map<string, Font>([
    ['f', { name: 'Serif', ...plain }],
    ['bold', { name: 'Serif-Bold', ...plain, isBold: true }],
    ['code', { name: 'Mono', ...plain, isMonospace: true }],
  ]);
  return { page: 1, width: 600, height: 800, runs, fonts, ...(rules && { rules }) };
}

/** A run in 10 pt type; every letter is 5 pt wide. */
export function run(text: string, x: number, y: number, more: Partial<TextRun> = {}): TextRun {
  return { text, x, y, width: text.length * 5, size: 10, angle: 0, direction: 'ltr', font: 'f', ...more };
}

/** Lines of cells: a cell of row r and column c begins at `xs[c]`, on the baseline `top + r * pitch`. */
export function cells(
  rows: readonly (readonly string[])[],
  xs: readonly number[],
  { top = 100, pitch = 20, ...more }: { top?: number; pitch?: number } & Partial<TextRun> = {},
): readonly TextRun[] {
  return rows.flatMap((row, r) =>
    row.flatMap((text, c) => (text === '' ? [] : [run(text, xs[c] ?? 0, top + r * pitch, more)])),
  );
}

export function horizontal(y: number, left: number, right: number): Rule {
  return { direction: 'horizontal', box: { left, top: y, right, bottom: y + 0.5 } };
}

export function vertical(x: number, top: number, bottom: number): Rule {
  return { direction: 'vertical', box: { left: x, top, right: x + 0.5, bottom } };
}
