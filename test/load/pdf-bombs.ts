import { deflateSync } from 'node:zlib';
import { makeBomb, makeRawPdf, stream } from './make-pdf.ts';

/** Small PDFs that take for ever, or all memory, to read: each by what it does. */
export const pdfBombs: readonly (readonly [what: string, make: () => Uint8Array])[] = [
  ['draws a form 2^30 times', makeBomb],
  [
    'has a predictor with 536,870,913 colours',
    () =>
      onePage(
        deflated('\0BT /F 9 Tf (a) Tj ET', '/DecodeParms << /Predictor 15 /Colors 536870913 /Columns 100 >>'),
      ),
  ],
  ['saves its state a million times', () => onePage(deflated('q '.repeat(1_000_000)))],
  ['inflates to 1.2 GB, deflated twice', () => onePage(deflatedTwice(1_200_000_000))],
  ['shows one string of 64 MB', () => onePage(deflated(`BT /F 9 Tf (${'a'.repeat(64_000_000)}) Tj ET`))],
  [
    'holds 256 MB of text operators',
    () => onePage(deflated('BT /F 9 Tf (abcdefgh) Tj ET\n'.repeat(9_000_000))),
  ],
  ['expands each code to 4,000 characters', expandingFont],
  ['nests a million arrays', () => onePage(stream(`${'['.repeat(1_000_000)} TJ`))],
  ['has a page tree that is its own kid', () => withPages('<< /Type /Pages /Kids [2 0 R] /Count 1 >>')],
  [
    'has a page tree that is its own parent',
    () => withPages('<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 2 0 R] /Count 2 >>'),
  ],
  ['claims two billion pages', () => withPages('<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>')],
  ['shows a form that shows itself', selfDrawing],
  ['has contents that are their own length', () => onePage('<< /Length 4 0 R >>\nstream\nBT ET\nendstream')],
  ['has an outline that is its own child', loopingOutline],
];

/** A page again and again: real work, so only a limit of pages ends it. */
export function makeManyPages(count: number): Uint8Array {
  const kids = Array.from({ length: count }, () => '3 0 R').join(' ');
  return withPages(`<< /Type /Pages /Kids [${kids}] /Count ${count} >>`);
}

const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';

function withPages(pages: string): Uint8Array {
  return makeRawPdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    pages,
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Annots [5 0 R] /Resources << /Font << /F ${font} >> >> >>`,
    stream('BT /F 9 Tf 9 9 Td (word) Tj ET'),
    '<< /Type /Annot /Subtype /FreeText /Rect [9 60 90 80] /Contents (note) /DA (/Helv 9 Tf) >>',
  ]);
}

function onePage(contents: string, ...others: readonly string[]): Uint8Array {
  return makeRawPdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources << /Font << /F ${font} >> >> >>`,
    contents,
    ...others,
  ]);
}

function deflated(content: string, entries = ''): string {
  return stream(deflateSync(content).toString('latin1'), `/Filter /FlateDecode ${entries}`);
}

function deflatedTwice(bytes: number): string {
  const blanks = Buffer.alloc(1_000_000, ' ');
  // The same megabyte again and again: made in one piece it would take as much memory as the bomb.
  const once = deflateSync(Buffer.concat(Array.from({ length: bytes / 1_000_000 / 8 }, () => blanks)));
  return stream(deflateSync(once).toString('latin1'), '/Filter [/FlateDecode /FlateDecode]');
}

function expandingFont(): Uint8Array {
  const long = '0061'.repeat(4_000);
  const map = `begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <61> <${long}> endbfchar endcmap`;
  return makeRawPdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
    deflated(`BT /F 9 Tf (${'a'.repeat(20_000)}) Tj ET`),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>',
    deflated(map),
  ]);
}

function selfDrawing(): Uint8Array {
  return makeRawPdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources << /XObject << /N 5 0 R >> >> >>',
    stream('/N Do'),
    stream(
      '/N Do /N Do',
      '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /N 5 0 R >> >>',
    ),
  ]);
}

function loopingOutline(): Uint8Array {
  return makeRawPdf([
    '<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources << /Font << /F ${font} >> >> >>`,
    stream('BT /F 9 Tf 9 9 Td (word) Tj ET'),
    '<< /First 6 0 R /Last 6 0 R >>',
    '<< /Title (again) /Dest [3 0 R /Fit] /First 6 0 R /Next 6 0 R >>',
  ]);
}
