import type { Font } from '../page-layout.ts';

/**
 * What a font looks like, from the object that pdf.js keeps of it (`fontExtraProperties` must be on). Weight and slant come from
 * the name: pdf.js fills in its own `bold` and `italic` for fonts alone that are not embedded.
 */
export function readFont(font: unknown): Font {
  const name = readName(font).replace(subsetPrefix, '');
  return {
    name,
    isBold: boldName.test(name) || boldTexName.test(name),
    isItalic: italicName.test(name) || italicTexName.test(name),
    isMonospace: monospaceName.test(name) || hasOneWidth(font),
  };
}

const subsetPrefix = /^[A-Z]{6}\+/;
// "Medi" and "Demi" are the bold faces of the URW and ITC families; "Medium" is hardly heavier than the text.
const boldName = /bold|black|heavy|demi|medi(?!um)|[-,](?:bd|blk)/i;
const italicName = /ital|obli|slant|kursiv|[-,](?:bold|bd|demi|semibold|light)?it?(?![a-z])|boldob/i;
const monospaceName =
  /mono(?!type)|courier|consola|typewriter|menlo|lettergothic|inconsolata|code(?:pro|-|$)|^(?:cm|sf|ec|lm)\w*tt/i;
// Computer Modern and its heirs: CMBX12, CMSSBX10, CMBXTI10, SFBX1000, ECBX1095; CMTI10, CMSL10, CMMI10, SFTI1000.
const boldTexName = /^(?:cm|sf|ec)(?:ss)?bx/i;
const italicTexName = /^(?:cm|sf|ec)(?:bx|ss|tt)?(?:ti|it|sl|mi)/i;

function readName(font: unknown): string {
  const isNamed = typeof font === 'object' && font !== null && 'name' in font;
  return isNamed && typeof font.name === 'string' ? font.name : '';
}

/**
 * Writers set the flag for fixed pitch on fonts that are not, and leave it out on fonts that are: the widths tell. A few
 * figures are as wide as each other in any font. Of fonts with two-byte codes the name alone counts: in Japanese ones all
 * Latin letters are half an em wide, and their text is no code.
 */
function hasOneWidth(font: unknown): boolean {
  if (typeof font !== 'object' || font === null || !('widths' in font)) return false;
  if ('composite' in font && font.composite) return false;
  const widths = Object.values(font.widths ?? {}).filter((width) => typeof width === 'number' && width > 0);
  return widths.length >= minWidths && new Set(widths).size === 1;
}

const minWidths = 16;
