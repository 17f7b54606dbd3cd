import { expect, test } from 'vitest';
import { loadPdf } from '../../../../src/load/load-pdf.ts';
import { makeRawPdf, stream } from '../../make-pdf.ts';

test('reads vertical Japanese downwards, the right line first', async () => {
  const draw = (x: number, text: string) =>
    `1 0 0 1 ${x} 300 Tm <${Buffer.from(text, 'utf16le').swap16().toString('hex')}> Tj`;
  const bytes = makeRawPdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
    stream(`BT /F 10 Tf ${draw(180, 'むかしむかし')} ${draw(200, '日本語の本')} ET`),
    '<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UTF16-V /DescendantFonts [6 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 5 >> /FontDescriptor 7 0 R >>',
    '<< /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>',
  ]);
  const texts: string[] = [];
  for await (const item of loadPdf(bytes, { source: 'book.pdf' }))
    if (item.type === 'text') texts.push(item.text.replace(/\s/g, ''));
  expect(texts).toEqual(['日本語の本むかしむかし']);
});
