import { expect, test } from 'vitest';
import { readFont } from '../../../../src/load/pdf/extract/read-font.ts';

const look = (name: string) => {
  const { isBold, isItalic, isMonospace } = readFont({ name });
  return [isBold && 'bold', isItalic && 'italic', isMonospace && 'monospace'].filter(Boolean).join(' ');
};

test.each([
  ['Helvetica', ''],
  ['ABCDEF+Arial,BoldItalic', 'bold italic'],
  ['HelveticaNeueLTStd-BdCn', 'bold'],
  ['Roboto-Medium', ''],
  ['NimbusRomNo9L-MediItal', 'bold italic'],
  ['NimbusRomNo9L-Regu-Slant_167', 'italic'],
  ['MyriadPro-It', 'italic'],
  ['MyriadPro-BoldIt', 'bold italic'],
  ['Titillium-Regular', ''],
  ['CMBX12', 'bold'],
  ['CMBXTI10', 'bold italic'],
  ['CMR10', ''],
  ['CMBR10', ''],
  ['SFTT1200', 'monospace'],
  ['CMSLTT10', 'italic monospace'],
  ['DejaVuSansMono-Bold', 'bold monospace'],
  ['SourceCodePro-Regular', 'monospace'],
  ['Code2000', ''],
  ['MonotypeCorsiva', ''],
])('tells the look of %s from its name: %s', (name, expected) => {
  expect(look(name)).toBe(expected);
});

const widths = (count: number, width: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => width(index));

test('tells fixed pitch from the widths, and not from the flag that writers set at will', () => {
  const proportional = { name: 'Any', isMonospace: true, widths: widths(40, (index) => 400 + index) };
  const figuresAlone = { name: 'Any', isMonospace: true, widths: widths(10, () => 500) };
  const fixed = { name: 'Any', isMonospace: false, widths: widths(40, () => 600) };
  const japanese = { name: 'MS-Gothic', composite: true, widths: widths(40, () => 500) };
  expect([proportional, figuresAlone, fixed, japanese].map((font) => readFont(font).isMonospace)).toEqual([
    false,
    false,
    true,
    false,
  ]);
});

test('calls a font plain of which nothing is known', () => {
  expect(readFont(undefined)).toEqual({ name: '', isBold: false, isItalic: false, isMonospace: false });
});
