/** One of the East Asian encodings in which a character takes two bytes, as `TextDecoder` names it. */
export type TwoByteEncoding = (typeof names)[number];

/**
 * Which two-byte encoding a short text is in, by the share of its characters that are in daily use there: each standard keeps
 * those in one range of first bytes. Statistics of whole texts (the detector's) need more than ten characters. The first of
 * the best: Korean before Chinese, because nearly all Korean bytes are Chinese and Japanese ones too and not the
 * other way; kana tell Japanese.
 */
export function guessTwoByte(bytes: Uint8Array): TwoByteEncoding | undefined {
  let best: { readonly name: TwoByteEncoding; readonly score: number } | undefined;
  for (const name of names) {
    const score = scoreForm(bytes, forms[name]);
    if (score !== undefined && score >= 0.75 && score > (best?.score ?? 0)) best = { name, score };
  }
  return best?.name;
}

const names = ['euc-kr', 'shift_jis', 'euc-jp', 'gbk', 'big5'] as const;

interface Form {
  readonly isFirst: (byte: number) => boolean;
  readonly isSecond: (byte: number) => boolean;
  /** How usual a character is, from 0 to 1; a bit over 1 for what proves the language. */
  readonly weigh: (first: number, second: number) => number;
  /** High bytes that are a character of their own. */
  readonly isSingle?: (byte: number) => boolean;
}

const within = (from: number, to: number) => (byte: number) => byte >= from && byte <= to;
const isEuc = within(0xa1, 0xfe);

const forms: Readonly<Record<TwoByteEncoding, Form>> = {
  'euc-kr': {
    isFirst: isEuc,
    isSecond: isEuc,
    weigh: (first) => (isSign(first) || within(0xb0, 0xc8)(first) ? 1 : 0),
  },
  shift_jis: {
    isFirst: (byte) => within(0x81, 0x9f)(byte) || within(0xe0, 0xef)(byte),
    isSecond: (byte) => within(0x40, 0x7e)(byte) || within(0x80, 0xfc)(byte),
    weigh: (first) => (isKana(first, 0x82, 0x83) ? 1.2 : within(0x81, 0x97)(first) ? 1 : 0),
    isSingle: within(0xa1, 0xdf),
  },
  'euc-jp': {
    isFirst: isEuc,
    isSecond: isEuc,
    weigh: (first) => (isKana(first, 0xa4, 0xa5) ? 1.2 : isSign(first) || within(0xb0, 0xcf)(first) ? 1 : 0),
  },
  gbk: {
    isFirst: within(0x81, 0xfe),
    isSecond: (byte) => within(0x40, 0x7e)(byte) || within(0x80, 0xfe)(byte),
    weigh: (first, second) => (second >= 0xa1 && (isSign(first) || within(0xb0, 0xd7)(first)) ? 1 : 0),
  },
  big5: {
    isFirst: isEuc,
    isSecond: (byte) => within(0x40, 0x7e)(byte) || isEuc(byte),
    weigh: (first) => (within(0xa4, 0xc6)(first) ? 1 : isSign(first) ? 0.9 : 0),
  },
};

function isKana(first: number, hiragana: number, katakana: number): boolean {
  return first === hiragana || first === katakana;
}

/** Rows 1 and 3 of the EUC standards: punctuation and wide ASCII. */
function isSign(first: number): boolean {
  return first === 0xa1 || first === 0xa3;
}

function scoreForm(bytes: Uint8Array, { isFirst, isSecond, weigh, isSingle }: Form): number | undefined {
  let characters = 0;
  let weight = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    characters++;
    if (isSingle?.(byte)) continue;
    const second = bytes[at + 1] ?? 0;
    if (!isFirst(byte) || !isSecond(second)) return undefined;
    weight += weigh(byte, second);
    at++;
  }
  return characters < 2 ? undefined : weight / characters;
}
