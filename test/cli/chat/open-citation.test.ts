import { expect, test } from 'vitest';
import { chooseOpener } from '../../../src/cli/chat/open-citation.ts';

const platform = 'linux';
const file = '/docs/a b.md';

test.each([
  ['vim', 'vim', ['+12', file]],
  ['/usr/bin/nvim', '/usr/bin/nvim', ['+12', file]],
  ['code --wait', 'code', ['--wait', '--goto', `${file}:12`]],
  ['hx', 'hx', [`${file}:12`]],
  ['idea', 'idea', ['--line', '12', file]],
  ['some-editor', 'some-editor', [file]],
])('%s is told the line in its own way', (EDITOR, program, args) => {
  expect(chooseOpener(file, { line: 12, env: { EDITOR }, platform })).toEqual({ program, args });
});

test('VISUAL goes before EDITOR', () => {
  const env = { VISUAL: 'nano', EDITOR: 'vim' };
  expect(chooseOpener(file, { line: 1, env, platform })?.program).toBe('nano');
});

test.each([
  ['darwin', {}, 'open'],
  ['win32', {}, 'explorer.exe'],
  ['linux', { DISPLAY: ':0' }, 'xdg-open'],
  ['linux', {}, undefined],
] as const)('what has pages and no lines is opened as %s does, not in an editor', (system, env, program) => {
  const options = { line: undefined, env: { EDITOR: 'vim', ...env }, platform: system };
  expect(chooseOpener('/docs/a.pdf', options)?.program).toBe(program);
});
