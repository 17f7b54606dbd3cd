import { expect, test } from 'vitest';
import { QuireError } from '../../../src/errors.ts';
import { loadPdf } from '../../../src/load/load-pdf.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';
import { makePdf, makePng } from '../make-pdf.ts';

/** A few kilobytes with all that a reader goes through: streams, an outline, a link, a form field, an image, a table's rules. */
const good = makePdf((pdf) => {
  pdf.text('Whales sing.', { link: 'https://example.org' });
  pdf.outline.addItem('Songs');
  pdf.rect(72, 200, 300, 40).moveTo(200, 200).lineTo(200, 240).stroke();
  pdf.text('Song', 80, 210).text('Length', 210, 210);
  pdf.initForm();
  pdf.formText('whale', 72, 300, 200, 20, { value: 'blue' });
  pdf.addPage().image(makePng(), 100, 100, { width: 200 }).text('A whale.', 72, 400);
});

test('bytes that are changed or cut off give pages or a typed error, and never a broken process', async () => {
  const original = await good;
  const random = seededRandom(7);
  const outcomes = new Set<string>();
  for (let round = 0; round < 60; round++) {
    const bytes = new Uint8Array(original);
    for (let change = random.below(20); change >= 0; change--)
      bytes[random.below(bytes.length)] = random.below(256);
    const cut = random.below(5) === 0 ? bytes.slice(0, random.below(bytes.length)) : bytes;
    const options = { source: 'mutated.pdf', timeoutMs: 5_000, documentTimeoutMs: 10_000 };
    const outcome = await Array.fromAsync(loadPdf(cut, options)).catch((error: unknown) => error);
    if (!Array.isArray(outcome)) expect(QuireError.isInstance(outcome), String(outcome)).toBe(true);
    outcomes.add(QuireError.isInstance(outcome) ? outcome.code : 'pages');
  }
  // Both happened: the changes are neither harmless nor all fatal.
  expect([...outcomes]).toEqual(expect.arrayContaining(['pages', 'pdf-broken']));
});
