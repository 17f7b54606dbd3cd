import { expect, test } from 'vitest';
import { decodeText } from '../../src/load/decode-text.ts';

const text = (expected: string) => ({ type: 'text', text: expected });
const utf16be = (value: string) => Buffer.from(value, 'utf16le').swap16();

test.each([
  ['UTF-8', Buffer.from('naïve 東京 🦔'), 'naïve 東京 🦔'],
  ['UTF-8 with a byte-order mark, without the mark', Buffer.from('\ufeffa'), 'a'],
  ['UTF-16 little endian with a mark', Buffer.from('\ufeffgrün', 'utf16le'), 'grün'],
  ['UTF-16 big endian with a mark', utf16be('\ufeffgrün'), 'grün'],
  ['Windows-1252', Buffer.from('Das Ma\xdf ist voll, \x80 5', 'latin1'), 'Das Maß ist voll, € 5'],
  ['line ends as they are', Buffer.from('a\r\nb\n'), 'a\r\nb\n'],
  ['an empty file', Buffer.alloc(0), ''],
])('reads %s', (_, bytes, expected) => {
  expect(decodeText(bytes)).toEqual(text(expected));
});

test.each([
  ['NUL bytes', Buffer.from('a\0b')],
  [
    'Shift JIS, which Windows-1252 would turn into nonsense',
    Buffer.from('93fa967b8cea82c582b781420a', 'hex'),
  ],
  ['UTF-32', Buffer.from('fffe0000610000006200000063000000', 'hex')],
  ['UTF-16 with half a character', Buffer.from('fffe00d86100', 'hex')],
  ['control characters beside high bytes', Buffer.from([0x80, 0x41, 0x01, 0x41, 0xff, 0x41])],
])('calls %s binary', (_, bytes) => {
  expect(decodeText(bytes).type).toBe('binary');
});
