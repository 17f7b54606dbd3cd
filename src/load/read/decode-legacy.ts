import { guessAlphabet } from './guess-alphabet.ts';
import { guessTwoByte } from './guess-two-byte.ts';

/** Text in an encoding from before Unicode. */
export interface LegacyText {
  readonly type: 'text';
  readonly text: string;
  readonly encoding: string;
}

/**
 * Decodes bytes that are not Unicode: in the encoding that the file names in its first lines (`charset=`, `encoding="…"`,
 * `coding:`), else as Windows-1252 when accented letters stand alone between ASCII ones, else in the encoding that a detector
 * finds. Central European text that names no encoding is read as Windows-1252, since nothing tells them apart. `undefined`
 * when the bytes fit none.
 */
export async function decodeLegacy(bytes: Uint8Array): Promise<LegacyText | undefined> {
  const shape = measure(bytes);
  if (shape.controls > 0) return undefined;
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, 4096));
  for (const label of namedEncodings(head)) {
    const decoded = decode(bytes, label);
    if (decoded && (decoded.encoding !== 'windows-1252' || isWestern(shape))) return decoded;
  }
  if (isWestern(shape)) return decode(bytes, 'windows-1252');

  const { analyse } = await import('chardet');
  // A sample says as much as the whole: 64 kB take 9 to 20 ms, a megabyte some 200.
  const found = analyse(bytes.subarray(0, 65_536));
  const sure = found.find(({ name, confidence }) => twoByte.test(name) && confidence > 50);
  if (sure === undefined && hasWesternWords(shape)) return decode(bytes, 'windows-1252');
  const guess = guessAlphabet(bytes) ?? sure?.name ?? guessTwoByte(bytes);
  return guess === undefined ? undefined : decode(bytes, guess === 'GB18030' ? 'gbk' : guess);
}

const twoByte = /^(Shift_JIS|EUC-JP|EUC-KR|GB18030|Big5)$/i;

interface Shape {
  readonly high: number;
  /** High bytes with another high byte beside them. */
  readonly together: number;
  /** Runs of high bytes; those of more than three; those of up to three beside an ASCII letter. */
  readonly runs: number;
  readonly longRuns: number;
  readonly attachedRuns: number;
  /** 0x81, 0x82 and 0x83 before a byte of two-byte Japanese: all of its kana begin so. */
  readonly kana: number;
  readonly controls: number;
}

function measure(bytes: Uint8Array): Shape {
  const shape = { high: 0, together: 0, runs: 0, longRuns: 0, attachedRuns: 0, kana: 0, controls: 0 };
  let start = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) {
      if (isControl(byte) && !(byte === 0x1a && at === bytes.length - 1)) shape.controls++;
      continue;
    }
    const next = bytes[at + 1] ?? 0;
    const isFirst = (bytes[at - 1] ?? 0) < 0x80;
    if (isFirst) start = at;
    shape.high++;
    if (!isFirst || next >= 0x80) shape.together++;
    if (byte >= 0x81 && byte <= 0x83 && next >= 0x40) shape.kana++;
    if (next < 0x80) {
      shape.runs++;
      if (at - start >= 3) shape.longRuns++;
      else if (isLetter(next) || isLetter(bytes[start - 1] ?? 0)) shape.attachedRuns++;
    }
  }
  return shape;
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

/** Control characters that text does not hold. The last byte may be 0x1a: so DOS ended its files. */
function isControl(byte: number): boolean {
  return byte === 0x7f || (byte < 0x20 && ![0x08, 0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte));
}

/**
 * Western text has single accented letters between ASCII ones; where a character takes two bytes they stand together. The share
 * of 30 % made no error on German, French and Spanish samples.
 */
function isWestern(shape: Shape): boolean {
  return shape.together <= 0.3 * shape.high && !isKana(shape);
}

/** Accented letters side by side (`opções`), but inside words of ASCII letters and seldom more than two. */
function hasWesternWords(shape: Shape): boolean {
  const { runs, longRuns, attachedRuns } = shape;
  return !isKana(shape) && longRuns <= 0.05 * runs && attachedRuns >= 0.7 * runs;
}

/** Katakana in Shift JIS has high bytes that stand alone too. */
function isKana({ high, kana }: Shape): boolean {
  return kana > 0.1 * high;
}

function namedEncodings(head: string): string[] {
  const named = /(?:charset|coding|fenc)\s*(?:[:=]\s*|\s)["']?([a-z0-9][\w.:-]*)/gi;
  return [...head.matchAll(named)].flatMap(([, label = '']) => {
    const lower = label.toLowerCase();
    return lower.startsWith('utf') ? [] : [aliases[lower] ?? lower];
  });
}

/** Names in use that the Encoding Standard does not list. */
const aliases: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
  'latin-1': 'latin1',
};

function decode(bytes: Uint8Array, label: string): LegacyText | undefined {
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    const text = decoder.decode(bytes);
    return undefinedCharacter.test(text) ? undefined : { type: 'text', text, encoding: decoder.encoding };
  } catch {
    // An encoding that does not exist, or that these bytes are not in.
    return undefined;
  }
}

/** What single-byte decoders give for bytes that stand for nothing, and characters that belong to nobody. */
const undefinedCharacter = /[\x80-\x9f\ue000-\uf8ff\ufffd]/;
