import { expect, test } from 'vitest';
import { countHyphens } from '../../../../src/load/pdf/document/join-lines.ts';
import { makeLines, makePage } from './make-layout.ts';

const join = (above: string, below: string, ...text: string[]) => {
  const count = countHyphens();
  count.add(makePage(1, makeLines([...text, above, below])));
  return count.hyphens().join(above, below);
};

test.each([
  ['a word that the line cut', 'the har-', 'poon flew', [], 'the harpoon flew'],
  ['a soft hyphen', 'the har\u00ad', 'poon', [], 'the harpoon'],
  ['two words', 'the', 'harpoon', [], 'the harpoon'],
  ['a hyphenated word that stands elsewhere', 'a well-', 'known', ['most well-known'], 'a well-known'],
  ['a word whose first part makes compounds', 'a self-', 'made', ['so self-evident'], 'a self-made'],
  ['a whole word that stands elsewhere', 'a re-', 'port', ['re-elected by report'], 'a report'],
  ['a hyphen beside the typesetter’s own', 'a bias-', 'corrected', ['har\u2010', 'poon'], 'a bias-corrected'],
  ['a name', 'Jean-', 'Paul', [], 'Jean-Paul'],
  ['a range', '1850-', '1851', [], '1850-1851'],
  ['a hyphen that waits for its word', 'pre-', 'and postwar', [], 'pre- and postwar'],
  ['a dash', 'whales -', 'and squid', [], 'whales - and squid'],
  ['an address', 'see whales.org/', 'songs', [], 'see whales.org/songs'],
  ['Chinese', '白い', '鯨', [], '白い鯨'],
])('joins %s', (_, above, below, text, joined) => {
  expect(join(above, below, ...text)).toBe(joined);
});
