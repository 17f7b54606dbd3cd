import type { Font, Line, PageBlock, PageLayout, Span } from '../../../../src/load/pdf/page-layout.ts';

/** How a line of text is set; `x` and `y` are where its baseline begins. */
export interface Setting {
  readonly x?: number;
  readonly y?: number;
  readonly size?: number;
  readonly font?: 'serif' | 'sans' | 'bold' | 'typewriter';
  readonly spans?: readonly Partial<Span>[];
}

const fonts: Readonly<Record<NonNullable<Setting['font']>, Font>> = {
  serif: { name: 'Times', isBold: false, isItalic: false, isMonospace: false },
  sans: { name: 'Helvetica', isBold: false, isItalic: false, isMonospace: false },
  bold: { name: 'Times-Bold', isBold: true, isItalic: false, isMonospace: false },
  typewriter: { name: 'Courier', isBold: false, isItalic: false, isMonospace: true },
};

/** A line whose characters are half an em wide. */
export function makeLine(
  text: string,
  { x = 72, y = 100, size = 10, font = 'serif', spans }: Setting = {},
): Line {
  const parts = spans ?? [{ text }];
  return {
    spans: parts.map((span) => ({ text: '', font: fonts[font], size, ...span })),
    box: { left: x, top: y - size, right: x + text.length * size * 0.5, bottom: y + size / 4 },
    baseline: y,
    size,
    angle: 0,
    direction: 'ltr',
  };
}

/** Lines below one another, 12 points apart where they do not say. */
export function makeLines(
  texts: readonly (string | readonly [string, Setting])[],
  first: Setting = {},
): Line[] {
  let y = (first.y ?? 100) - 12;
  return texts.map((each) => {
    const [text, setting] = typeof each === 'string' ? [each, {}] : each;
    y = setting.y ?? y + 12;
    return makeLine(text, { ...first, ...setting, y });
  });
}

/** A page of 600 by 800 points with one block of lines, or with these blocks. */
export function makePage(
  page: number,
  lines: readonly Line[],
  others: readonly PageBlock[] = [],
): PageLayout {
  return { page, width: 600, height: 800, blocks: [{ type: 'text', lines }, ...others] };
}

/** A line of prose of 90 characters, the last of them an x: 450 points at size 10. */
export function prose(start: string): string {
  return `${`${start} ${'and so on it goes '.repeat(6)}`.slice(0, 88)} x`;
}
