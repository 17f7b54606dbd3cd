import { expect, test } from 'vitest';
import { decodeText } from '../../../src/load/read/decode-text.ts';
import { encodeLegacy } from '../legacy-encoder.ts';

const utf16be = (value: string) => Buffer.from(value, 'utf16le').swap16();
const utf32le = (value: string) =>
  Buffer.from(Uint32Array.from(value, (one) => one.codePointAt(0) ?? 0).buffer);
const utf32be = (value: string) => utf32le(value).swap32();

test.each([
  ['UTF-8', Buffer.from('naïve 東京 🦔'), 'naïve 東京 🦔'],
  ['UTF-8 with a byte-order mark, without the mark', Buffer.from('\ufeffa'), 'a'],
  ['line ends as they are', Buffer.from('a\r\nb\rc\n'), 'a\r\nb\rc\n'],
  ['an empty file', Buffer.alloc(0), ''],
])('reads %s', async (_, bytes, expected) => {
  expect(await decodeText(bytes)).toEqual({ type: 'text', text: expected });
});

const japanese = '設定ファイルを読み込みます。再試行は三回までです。\n';
const samples = {
  german: 'Über die Größe der Straßen: schön, „ruhig“ und 5 € teuer.\n',
  portuguese: 'Verificação das opções: a função não está disponível.\n',
  russian: 'Повторные попытки настраиваются в файле параметров.\n',
  greek: 'Οι επαναλήψεις ορίζονται στο αρχείο ρυθμίσεων.\n',
  hebrew: 'מספר הנסיונות נקבע בקובץ ההגדרות של התוכנית\n',
  japanese,
  katakana: '// サーバー: リトライ\n',
  korean: '재시도 횟수는 설정 파일에서 정합니다.\n',
  simplified: '重试次数在配置文件中设置，最多三次。\n',
  traditional: '重試次數在設定檔案中設定,最多三次。\n',
};

test.each([
  ['windows-1252', samples.german],
  ['windows-1252', samples.portuguese],
  ['windows-1251', samples.russian],
  ['koi8-r', samples.russian],
  ['windows-1253', samples.greek],
  ['windows-1255', samples.hebrew],
  ['shift_jis', samples.japanese],
  ['shift_jis', samples.katakana],
  ['euc-jp', samples.japanese],
  ['euc-kr', samples.korean],
  ['gbk', samples.simplified],
  ['big5', samples.traditional],
])('finds %s from one line and from a file of code: %s', async (encoding, line) => {
  const code = `function retry(times) {\n  return times;\n}\n${`// ${line}`.repeat(20)}`;
  for (const text of [line, code]) {
    expect(await decodeText(encodeLegacy(text, encoding))).toEqual({ type: 'text', text, encoding });
  }
});

test.each([
  ['iso-8859-2', '<?xml version="1.0" encoding="ISO-8859-2"?>\n<p>zażółć gęślą jaźń</p>\n'],
  ['windows-1250', '"Content-Type: text/plain; charset=CP1250\\n"\nmsgstr "příliš žluťoučký"\n'],
  ['iso-8859-15', '# -*- coding: iso-8859-15 -*-\nprint("5 €")\n'],
  ['shift_jis', '" vim: set fileencoding=cp932 :\n" 表\n'],
])('believes a file that names its encoding: %s', async (encoding, text) => {
  expect(await decodeText(encodeLegacy(text, encoding))).toEqual({ type: 'text', text, encoding });
});

test('does not believe a name that the bytes contradict', async () => {
  const text = `<meta charset="iso-8859-1">\n${japanese}`;
  expect(await decodeText(encodeLegacy(text, 'shift_jis'))).toMatchObject({ text, encoding: 'shift_jis' });
});

test.each([
  ['utf-16le', (value: string) => Buffer.from(value, 'utf16le')],
  ['utf-16be', utf16be],
  ['utf-32le', utf32le],
  ['utf-32be', utf32be],
])('reads %s with and without a byte-order mark', async (encoding, encode) => {
  for (const text of [
    'one\r\ntwo\n',
    'grün\n',
    '-- Удалено --\n',
    `${japanese}一言\n`,
    '🦔 is a hedgehog\n',
  ]) {
    expect(await decodeText(encode(`\ufeff${text}`))).toEqual({ type: 'text', text, encoding });
    expect(await decodeText(encode(text))).toEqual({ type: 'text', text, encoding });
  }
});

test('reads UTF-8 with a broken byte, and says that it was broken', async () => {
  const bytes = Buffer.concat([Buffer.from('äöüßéàèùâêîô naïve\n'), Buffer.from([0xc3, 0x28, 0x0a])]);
  expect(await decodeText(bytes)).toEqual({
    type: 'text',
    text: 'äöüßéàèùâêîô naïve\n\ufffd(\n',
    encoding: 'utf-8',
  });
});

test.each([
  ['NUL bytes', Buffer.from('a\0b')],
  ['names that end with NUL', Buffer.from('a.txt\0b.txt\0')],
  ['a string that ends with NUL', Buffer.from('abc\0')],
  ['a table of small numbers', Buffer.from(Uint16Array.of(1, 2, 3, 4, 500, 6, 7, 8, 9, 10).buffer)],
  ['a compressed object', Buffer.from('789c4bcac94f52300463232e004f5c02e1', 'hex')],
  ['UTF-16 with half a character', Buffer.from('fffe00d86100', 'hex')],
  ['UTF-32 beyond the last character', Buffer.from('fffe000000001100', 'hex')],
  ['control characters beside high bytes', Buffer.from([0x80, 0x41, 0x01, 0x41, 0xff, 0x41])],
  ['one high byte over and over', Buffer.alloc(200, 0xef)],
])('calls %s binary', async (_, bytes) => {
  expect((await decodeText(bytes)).type).toBe('binary');
});
