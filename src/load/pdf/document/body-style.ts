import type { Line, PageLayout } from '../page-layout.ts';
import { isMonospace, isUpright } from './line-text.ts';

/** How most of a document's text is set. Sizes and distances are in points. */
export interface BodyStyle {
  readonly size: number;
  /** The font's family: its name without the style. */
  readonly family: string;
  readonly isBold: boolean;
  /** A text of a terminal or a typewriter: its line breaks are its own. */
  readonly isMonospace: boolean;
  /** The usual distance of two baselines in text of this size. */
  leading(size: number): number;
}

/** What of the document's pages is known so far. */
export interface StyleCount {
  add(layout: PageLayout): void;
  body(): BodyStyle;
}

/** Counts characters by size and font, and distances of neighbouring lines by size. */
export function countStyles(): StyleCount {
  const characters = new Map<
    string,
    { size: number; family: string; isBold: boolean; isMonospace: boolean; count: number }
  >();
  const distances = new Map<number, Map<number, number>>();
  return {
    add({ blocks }) {
      for (const block of blocks) {
        if (block.type !== 'text') continue;
        let previous: Line | undefined;
        for (const line of block.lines) {
          for (const span of line.spans) {
            const family = familyOf(span.font.name);
            const size = roundSize(span.size);
            const key = `${size} ${family} ${span.font.isBold}`;
            const entry = characters.get(key);
            if (entry) entry.count += span.text.length;
            else
              characters.set(key, {
                size,
                family,
                isBold: span.font.isBold,
                isMonospace: isMonospace(span),
                count: span.text.length,
              });
          }
          if (previous && isUpright(line) && isUpright(previous)) countDistance(distances, previous, line);
          previous = line;
        }
      }
    },
    body() {
      const styles = [...characters.values()];
      const total = styles.reduce((sum, { count }) => sum + count, 0);
      const typed = styles.filter((style) => style.isMonospace).reduce((sum, { count }) => sum + count, 0);
      // A manual may hold more code than prose, and its prose is its body all the same.
      const isTyped = typed > 0.8 * total;
      const [body = { size: 10, family: '', isBold: false }] = styles
        .filter((style) => style.isMonospace === isTyped)
        .sort((a, b) => b.count - a.count);
      const usual = new Map([...distances].map(([size, counts]) => [size, mostCommon(counts)]));
      return {
        size: body.size,
        family: body.family,
        isBold: body.isBold,
        isMonospace: isTyped,
        leading: (size) => usual.get(roundSize(size)) ?? 1.2 * size,
      };
    },
  };
}

/** `TimesNewRomanPS-BoldMT` and `TimesNewRomanPSMT` are one family. */
export function familyOf(fontName: string): string {
  return fontName
    .replace(
      /[-,_ ]?(?:bold|italic|oblique|roman|regular|medium|semi|demi|light|black|heavy|book|ital|obl|mt|ps)+/gi,
      '',
    )
    .toLowerCase();
}

/** Sizes within a quarter of a point are one: scaled text differs by rounding. */
export function roundSize(size: number): number {
  return Math.round(size * 4) / 4;
}

function countDistance(distances: Map<number, Map<number, number>>, above: Line, below: Line): void {
  const size = roundSize(below.size);
  const distance = Math.round((below.baseline - above.baseline) * 4) / 4;
  // Lines set solid are 1 em apart, double spaced ones 2.4.
  if (roundSize(above.size) !== size || distance < 0.9 * size || distance > 2.5 * size) return;
  const counts = distances.get(size) ?? new Map<number, number>();
  counts.set(distance, (counts.get(distance) ?? 0) + 1);
  distances.set(size, counts);
}

/** The smaller one of two that are equally common: what is wider is more often a gap between paragraphs. */
function mostCommon(counts: ReadonlyMap<number, number>): number {
  let [best, most] = [0, 0];
  for (const [value, count] of [...counts].sort(([a], [b]) => a - b))
    if (count > most) [best, most] = [value, count];
  return best;
}
