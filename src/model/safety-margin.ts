/** A text with more than this share of its letters beyond ASCII is neither code nor plain English. */
const foreignShare = 0.01;
const plainPercent = 3;
const foreignPercent = 10;

const windows = 64;
const windowLength = 1_024;

/**
 * How much to add to an estimate of these texts' tokens so that they do not overflow a window, as a share: 0.03 for code
 * and English prose, 0.1 for a text with more than 1 % of its letters beyond ASCII, weighted by size where there are both.
 *
 * Measured on Qwen3 with o200k and the digit rule: the true count is at most 1.020 times the estimate for 95 % of files,
 * 1.10 times for the worst of 400 packs. Beyond ASCII, not beyond Latin, because the estimate is 7 % low for European
 * languages other than English too.
 */
export function safetyMargin(texts: Iterable<string>): number {
  let plain = 0;
  let foreign = 0;
  for (const text of texts) {
    // Bytes stand for tokens: 3.6 a token in Chinese, 3.7 in English prose.
    const bytes = Buffer.byteLength(text);
    if (shareBeyondAscii(text) > foreignShare) foreign += bytes;
    else plain += bytes;
  }
  if (plain + foreign === 0) return plainPercent / 100;
  return (plain * plainPercent + foreign * foreignPercent) / (plain + foreign) / 100;
}

function shareBeyondAscii(text: string): number {
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
