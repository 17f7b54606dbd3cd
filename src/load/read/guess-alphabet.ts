/**
 * Which one-byte encoding of Cyrillic, Greek, Hebrew or Arabic bytes are in: the one in which most of the high bytes are the
 * letters that its languages use most. In the wrong one they are rare letters, capitals inside words, or signs. `undefined` when
 * none fits: mixed lists of characters fit none.
 */
export function guessAlphabet(bytes: Uint8Array): string | undefined {
  let high = 0;
  const counts = new Array<number>(256).fill(0);
  for (const byte of bytes) {
    if (byte < 0x80) continue;
    high++;
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
  let best: { readonly label: string; readonly share: number } | undefined;
  for (const [label, letters] of alphabets) {
    let common = 0;
    // One byte over and over is no language.
    for (const byte of bytesOf(label, letters)) common += Math.min(counts[byte] ?? 0, Math.max(2, high / 5));
    const share = common / high;
    if (high >= 4 && share >= 0.55 && share > (best?.share ?? 0)) best = { label, share };
  }
  return best?.label;
}

/** Letters that make some two thirds of a text. */
const cyrillic = 'оеаинтсрвлкмдуіпя';
const greek = 'αοιετσνηυρπκμλόίάέήςω';
const hebrew = 'יוהלארתבשמםנ';
const arabic = 'اليمنتروبةعد';

const alphabets: readonly (readonly [string, string])[] = [
  ['windows-1251', cyrillic],
  ['koi8-r', cyrillic],
  ['iso-8859-5', cyrillic],
  ['windows-1253', greek],
  ['iso-8859-7', greek],
  ['windows-1255', hebrew],
  ['windows-1256', arabic],
  ['iso-8859-6', arabic],
];

function* bytesOf(label: string, letters: string): Generator<number> {
  const decoder = new TextDecoder(label);
  for (let byte = 0x80; byte <= 0xff; byte++) {
    if (letters.includes(decoder.decode(Uint8Array.of(byte)))) yield byte;
  }
}
