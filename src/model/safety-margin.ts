/** A text with more than this share of its letters beyond ASCII is neither code nor plain English. */
const foreignShare = 0.01;
const plainPercent = 3;
const foreignPercent = 10;

const windows = 64;
const windowLength = 1_024;

/** Whether more than 1 % of a text's letters are beyond ASCII: then the estimate needs a wider margin. */
export function isForeignText(text: string): boolean {
  return shareBeyondAscii(text) > foreignShare;
}

/**
 * The share of a text's letters that are not ASCII, from 0 to 1; 0 for a text without letters. Long texts are sampled.
 *
 * ASCII and not Latin is the line, because the estimate is 7 % low for European languages other than English, too.
 */
export function shareBeyondAscii(text: string): number {
  // Most texts are ASCII, and the engine sees that several times as fast as the loop below.
  if (!/[\u0080-\uffff]/.test(text)) return 0;
  let letters = 0;
  let beyond = 0;
  for (const [start, end] of sampleWindows(text.length)) {
    for (let index = start; index < end; index += 1) {
      const code = text.charCodeAt(index);
      if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) letters += 1;
      else if (code >= 128 && /\p{L}/u.test(text.charAt(index))) beyond += 1;
    }
  }
  return beyond === 0 ? 0 : beyond / (letters + beyond);
}

/**
 * How much to add to an estimate so that a pack does not overflow, as a share: 0.03 for code and English prose, 0.1 for
 * texts with more than 1 % of their letters beyond ASCII, weighted by tokens where there are both.
 *
 * Measured on Qwen3 with o200k and the digit rule: the true count is at most 1.020 times the estimate for 95 % of files,
 * 1.10 times for the worst of 400 packs.
 */
export function safetyMargin(
  counts: Iterable<{ readonly tokens: number; readonly isForeign: boolean }>,
): number {
  let plain = 0;
  let foreign = 0;
  for (const { tokens, isForeign } of counts) {
    if (isForeign) foreign += tokens;
    else plain += tokens;
  }
  if (plain + foreign === 0) return plainPercent / 100;
  return (plain * plainPercent + foreign * foreignPercent) / (plain + foreign) / 100;
}

/** The whole of a text, or 64 evenly spaced windows of a long one: always the same ones, so that a pack never changes. */
function* sampleWindows(length: number): Generator<readonly [start: number, end: number]> {
  if (length <= windows * windowLength) {
    yield [0, length];
    return;
  }
  const step = (length - windowLength) / (windows - 1);
  for (let index = 0; index < windows; index += 1) {
    const start = Math.floor(index * step);
    yield [start, start + windowLength];
  }
}
