/** UTF-8 bytes of one unbroken run. Words, indents and rules of real documents stay far below it. */
const maxRunBytes = 1_000;

const letter = 1;
const space = 2;
const other = 4;

/** Which kinds of run each ASCII character can continue; digits end every run. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z]/.test(character)) return letter;
  // A tokenizer of the o200k family takes line ends along with the punctuation in front of them.
  if (/[\r\n]/.test(character)) return space | other;
  if (/\s/.test(character)) return space;
  return /\d/.test(character) ? 0 : other;
});

/**
 * Cuts a text so that no piece holds an unbroken run (letters, white space, or other characters) over about 1,000 bytes.
 * Joined, the pieces are the text; ordinary text comes back as one piece.
 *
 * Byte-pair merging is quadratic in the length of a run: 64,000 Chinese characters take 12 s to count, 64,000 spaces 2 s,
 * so that one file could hang a pack. A cut costs at most about one token a 1,000 bytes, always upwards.
 */
export function cutLongRuns(text: string): readonly string[] {
  const pieces: string[] = [];
  let pieceStart = 0;
  let letters = 0;
  let spaces = 0;
  let others = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const kind = code < 128 ? (kinds[code] ?? other) : wideKind(code);
    const bytes = code < 128 ? 1 : code < 0x800 || isSurrogate(code) ? 2 : 3;
    letters = kind & letter ? letters + bytes : 0;
    spaces = kind & space ? spaces + bytes : 0;
    others = kind & other ? others + bytes : 0;
    if (letters <= maxRunBytes && spaces <= maxRunBytes && others <= maxRunBytes) continue;
    // Between the halves of a pair both sides would count as broken characters.
    if (code >= 0xdc00 && code <= 0xdfff) continue;
    pieces.push(text.slice(pieceStart, index));
    pieceStart = index;
    letters = kind & letter ? bytes : 0;
    spaces = kind & space ? bytes : 0;
    others = kind & other ? bytes : 0;
  }
  pieces.push(text.slice(pieceStart));
  return pieces;
}

/**
 * Beyond ASCII a character may be a letter, a space or a sign, and counts as all three: a run is cut too early rather than
 * too late. Only Chinese, Japanese and Korean are told apart, since their paragraphs have no spaces.
 */
function wideKind(code: number): number {
  const isLetter =
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0x3041 && code <= 0x3096) ||
    (code >= 0x30a1 && code <= 0x30fa) ||
    (code >= 0xac00 && code <= 0xd7a3);
  if (isLetter) return letter;
  const isPunctuation =
    (code >= 0x3000 && code <= 0x3002) ||
    (code >= 0x3008 && code <= 0x3011) ||
    (code >= 0xff01 && code <= 0xff20);
  return isPunctuation ? space | other : letter | space | other;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}
