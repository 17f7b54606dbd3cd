/** Text, or why the bytes are none. */
export type DecodedText =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'binary'; readonly detail: string };

/**
 * Decodes a file's bytes: UTF-8, UTF-16 with a byte-order mark, else Windows-1252 when it looks like it. The byte-order mark
 * is dropped; line ends stay as they are. Bytes with a NUL are binary, as git has it. Other encodings (Shift JIS, GBK,
 * UTF-16 without a mark) are not guessed: a wrong guess would be quoted as if the file said it.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const utf16 = utf16Label(bytes);
  if (utf16) return decodeStrict(bytes, utf16) ?? binary(`it is not valid ${utf16.toUpperCase()}`);
  if (bytes.includes(0)) return binary('it holds NUL bytes');
  return decodeStrict(bytes, 'utf-8') ?? decodeWindows1252(bytes);
}

function utf16Label(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function decodeStrict(bytes: Uint8Array, label: string): DecodedText | undefined {
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(bytes);
    // UTF-32 with a mark begins like UTF-16 and decodes to text full of NUL.
    return text.includes('\0') ? undefined : { type: 'text', text };
  } catch {
    return undefined;
  }
}

function decodeWindows1252(bytes: Uint8Array): DecodedText {
  let high = 0;
  let highBesideHigh = 0;
  let control = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte >= 0x80) {
      high++;
      if ((bytes[index - 1] ?? 0) >= 0x80 || (bytes[index + 1] ?? 0) >= 0x80) highBesideHigh++;
    }
    if (isControl(byte)) control++;
  }
  // Western text has single accented letters between ASCII ones; in multi-byte encodings high bytes stand together. The
  // share of 30 % made no error on German, French and Spanish samples.
  if (control > 0 || highBesideHigh > 0.3 * high) {
    return binary(
      'it is not UTF-8, UTF-16 with a byte-order mark, or Windows-1252; if it is text, convert it to UTF-8',
    );
  }
  return { type: 'text', text: new TextDecoder('windows-1252').decode(bytes) };
}

/** Control characters that text does not hold, and the five bytes that Windows-1252 leaves undefined. */
function isControl(byte: number): boolean {
  if (byte < 0x20) return byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x1b;
  return byte === 0x7f || byte === 0x81 || byte === 0x8d || byte === 0x8f || byte === 0x90 || byte === 0x9d;
}

function binary(because: string): DecodedText {
  return { type: 'binary', detail: `Not text: ${because}.` };
}
