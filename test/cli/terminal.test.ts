import { afterEach, expect, test, vi } from 'vitest';
import { formatJson } from '../../src/cli/json.ts';
import { printable, processTerminal } from '../../src/cli/terminal.ts';

const hostile = 'a\u001b[31m\u001b]8;;http://x.example\u0007b\u009b2J\u202eexe.\u2066c\u2069\r\b\u0000d\te';

const { isTTY } = process.stderr;
const { isTTY: isShown } = process.stdout;
afterEach(() => {
  vi.restoreAllMocks();
  process.stderr.isTTY = isTTY;
  process.stdout.isTTY = isShown;
});

test('no text steers a terminal, and what is no control stays', () => {
  expect(printable(hostile)).toBe('abexe.cd\te');
  expect(printable('Größe\n\u05d0\u200f 🐟')).toBe('Größe\n\u05d0\u200f 🐟');
});

test('what is said to a person is printable, whatever a file or a provider is called', () => {
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  process.stderr.isTTY = true;
  const terminal = processTerminal();
  terminal.notice(`Warning: "${hostile}" changed.`);
  terminal.progress(hostile);
  expect(written).toEqual(['Warning: "abexe.cd\te" changed.\n', '\r\u001b[Kabexe.cd\te']);
});

test('what documents hold is printable on a terminal, and byte by byte in a pipe', async () => {
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text, ...rest) => {
    for (const each of rest) if (typeof each === 'function') each();
    return written.push(String(text)) > 0;
  });
  const terminal = processTerminal();
  for (const shown of [true, false]) {
    process.stdout.isTTY = shown;
    await terminal.verbatim(Buffer.from(hostile));
  }
  expect(written).toEqual(['abexe.cd\te', hostile]);
});

test('JSON steers no terminal either, and says the same', () => {
  const json = formatJson({ text: hostile });
  expect(printable(json)).toBe(json);
  expect(JSON.parse(json)).toEqual({ schemaVersion: 1, text: hostile });
});
