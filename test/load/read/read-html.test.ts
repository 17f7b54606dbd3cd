import { expect, test } from 'vitest';
import { loadRepository } from '../../../src/load/load-repository.ts';
import { readHtml } from '../../../src/load/read/read-html.ts';
import { makeFolder } from '../make-folder.ts';

const prose = 'The fire watch stays for sixty minutes after the work has ended. '.repeat(5);
const page = (...body: readonly string[]) =>
  ['<!DOCTYPE html>', '<html>', ...body, `<p>${prose}</p>`, '</html>', ''].join('\n');
const lines = (...body: readonly string[]) =>
  readHtml(page(...body))
    ?.split('\n')
    .slice(2, 2 + body.length);

test.each([
  ['a heading and a link', ['<h1>Fire <em>watch</em>es</h1><a href="/x">more</a>'], ['Fire watches more']],
  ['a tag over three lines', ['<a', '  href="a > b"', "  title='<b>'>text</a>"], ['', '', 'text']],
  ['a script that writes tags', ['a<script>', 'if (a < b) "</p>"', '</SCRIPT>b'], ['a', '', 'b']],
  ['a comment over lines', ['a <!-- one', '<p>two --> b'], ['a', 'b']],
  [
    'entities',
    ['&lt;p&gt; &amp;amp; &#8364;&#x20ac; &uuml; &unknown; 5&nbsp;&times;'],
    ['<p> &amp; €€ ü &unknown; 5 ×'],
  ],
  ['an entity that is a line break', ['a&#10;b'], ['a b']],
  ['a lone less-than sign', ['1 < 2 and <3, a<b'], ['1 < 2 and <3, a<b']],
  ['cells', ['<tr><td>a</td><td>b</td></tr>'], ['a b']],
  ['preformatted text', ['<pre>', '  if (x):', '    y', '</pre>   z'], ['', '  if (x):', '    y', 'z']],
  ['a drawing', ['a<svg><path d="M0"/><text>no</text></svg>b<svg/>c'], ['a b c']],
])('reads %s on the lines that it stands on', (_, body, expected) => {
  expect(lines(...body)).toEqual(expected);
});

test.each([
  ['a fragment', `<div>${prose}</div>`],
  ['a template', page('<p>{{ user.name }}</p>')],
  ['a page of PHP', page('<?php echo 1 ?>')],
  ['a component', page('<li v-for="a in b">x</li>')],
  [
    'the shell of an application',
    '<!doctype html>\n<html><title>App</title><div id="root"></div><script src="/a.js"></script></html>',
  ],
])('leaves %s as it is', (_, source) => {
  expect(readHtml(source)).toBeUndefined();
});

test('is quick whatever the page holds', () => {
  const started = performance.now();
  for (const part of ['<a "', '<a \'<b "', '<', '<!--', '<script>', '<svg', '&#', '</', '<?xml>'])
    readHtml(page(part.repeat(1_000_000 / part.length)));
  expect(performance.now() - started).toBeLessThan(5_000);
});

test('a folder gives a page as text with all its lines, and another file as it is', async () => {
  const source = page('<h1>Watch</h1>');
  const folder = await makeFolder({ 'a.html': source, 'b.txt': source });
  const items = await Array.fromAsync(loadRepository(folder));
  expect(items).toMatchObject([
    { text: `\n\nWatch\n${prose.trim()}\n\n`, location: { start: 1, end: 5 } },
    { text: source, location: { start: 1, end: 5 } },
  ]);
});
