type Encoding = 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

/** What UTF-16 or UTF-32 bytes say; `broken` when a byte-order mark promises an encoding that the rest does not keep. */
export type DecodedUnicode =
  | { readonly type: 'text'; readonly text: string; readonly encoding: Encoding }
  | { readonly type: 'broken'; readonly encoding: Encoding };

/**
 * Decodes UTF-16 and UTF-32, with a byte-order mark or by where the NUL bytes stand: in UTF-16 they are the upper halves of
 * ASCII characters, so they are at even or at odd places. UTF-16 without a mark and without one ASCII character (not
 * even a line break) is not seen. `undefined` when the bytes are something else.
 */
export function decodeUnicode(bytes: Uint8Array): DecodedUnicode | undefined {
  const mark = markOf(bytes);
  if (mark !== undefined) {
    const text = decodeStrictly(bytes, mark);
    return text === undefined || text.includes('\0')
      ? { type: 'broken', encoding: mark }
      : { type: 'text', text, encoding: mark };
  }
  for (const { encoding, sure } of guessByNul(bytes)) {
    const text = decodeStrictly(bytes, encoding);
    const isText = sure ? /^[\P{C}\t\n\f\r\p{Cf}]*$/u : usual;
    if (text !== undefined && isText.test(text)) return { type: 'text', text, encoding };
  }
  return undefined;
}

/**
 * The characters that texts of few ASCII characters are made of: alphabets, signs and kana with Han or with Hangul. Three of
 * five random pairs of bytes are none of them.
 */
const usual =
  /^(?:[\t\n\f\r -~\xa0-\u0e7f\u1e00-\u27bf\u3000-\u30ff\uff00-\uffef\u{1f000}-\u{1faff}]|[\u4e00-\u9fff])*$|^(?:[\t\n\f\r -~\xa0-\u0e7f\u1e00-\u27bf\u3000-\u30ff\uff00-\uffef\u{1f000}-\u{1faff}]|[\uac00-\ud7a3])*$/u;

function markOf(bytes: Uint8Array): Encoding | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32be';
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 && bytes.length % 4 === 0 ? 'utf-32le' : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return undefined;
}

interface Guess {
  readonly encoding: Encoding;
  /** Nearly every character is ASCII. */
  readonly sure: boolean;
}

/** The best first. */
function guessByNul(bytes: Uint8Array): readonly Guess[] {
  if (bytes.length < 4 || bytes.length % 2 !== 0 || !bytes.includes(0)) return [];
  // How many NUL bytes stand at each place of a group of four.
  const nul: [number, number, number, number] = [0, 0, 0, 0];
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 0) nul[(at & 3) as 0 | 1 | 2 | 3]++;
  const quarter = bytes.length / 4;
  // No character is above U+10FFFF, so the uppermost byte is always NUL, and nearly always the next.
  if (nul[3] === quarter && nul[2] > 0.9 * quarter && nul[0] < 0.2 * quarter)
    return [{ encoding: 'utf-32le', sure: true }];
  if (nul[0] === quarter && nul[1] > 0.9 * quarter && nul[3] < 0.2 * quarter)
    return [{ encoding: 'utf-32be', sure: true }];
  const even = nul[0] + nul[2];
  const odd = nul[1] + nul[3];
  const pairs = bytes.length / 2;
  if (odd >= 0.95 * pairs && even === 0) return [{ encoding: 'utf-16le', sure: true }];
  if (even >= 0.95 * pairs && odd === 0) return [{ encoding: 'utf-16be', sure: true }];
  // Names that end with NUL (`a.txt\0b.txt\0`) can stand so too: they are text without their NUL.
  if (pairs < 8 || isPlainText(bytes.filter((byte) => byte !== 0))) return [];
  // A few characters end in a NUL byte as well (`一` is U+4E00), so with little ASCII either order may have more of them.
  const little = { encoding: 'utf-16le', sure: false } as const;
  const big = { encoding: 'utf-16be', sure: false } as const;
  return odd >= even ? [little, big] : [big, little];
}

function isPlainText(bytes: Uint8Array): boolean {
  const text = decodeByLabel(bytes, 'utf-8');
  return text !== undefined && !/[^\P{Cc}\t\n\f\r]/u.test(text);
}

/** Decodes what is all in one encoding; `undefined` for the rest. */
export function decodeStrictly(bytes: Uint8Array, encoding: string): string | undefined {
  return encoding === 'utf-32le' || encoding === 'utf-32be'
    ? decodeUtf32(bytes, encoding === 'utf-32le')
    : decodeByLabel(bytes, encoding);
}

/** `TextDecoder` has no UTF-32. */
function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string | undefined {
  if (bytes.length % 4 !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const point = view.getUint32(at, littleEndian);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined;
    if (at > 0 || point !== 0xfeff) parts.push(String.fromCodePoint(point));
  }
  return parts.join('');
}

function decodeByLabel(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
