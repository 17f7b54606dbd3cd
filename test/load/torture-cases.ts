import { mkdir, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commitAll, git, writeFiles } from './make-folder.ts';

/** A folder that is hard to list, made by hand. */
export interface TortureCase {
  readonly name: string;
  /** Fills an empty repository. `home` is the home folder of whoever lists it; `beside` is a folder outside of it. */
  make(folder: string, places: { readonly home: string; readonly beside: string }): Promise<void>;
  /** Listed instead of the top, relative to it. */
  readonly root?: string;
  /** Paths that must not be in the list, so that a truth gone wrong is seen: relative to `root`. */
  readonly absent?: readonly string[];
  readonly present?: readonly string[];
}

const files = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, `${path}\n`]));
const rules = (ignore: string, ...paths: string[]) => ({ '.gitignore': ignore, ...files(...paths) });

export const tortureCases: readonly TortureCase[] = [
  {
    name: 'nested and negated rules',
    make: (folder) =>
      writeFiles(folder, {
        ...rules(
          '*.log\n!keep.log\nout/\n',
          'a.log',
          'keep.log',
          'out/x',
          'sub/a.log',
          'sub/out/x',
          'sub/deep/b.log',
        ),
        'sub/.gitignore': '!a.log\n!out/\n',
        'sub/deep/.gitignore': '*\n!b.log\n',
        'sub/deep/c': 'c\n',
      }),
    absent: ['a.log', 'out/x', 'sub/deep/c'],
    present: ['sub/a.log', 'sub/out/x', 'keep.log', 'sub/deep/b.log'],
  },
  {
    name: 'what is in an ignored folder cannot be kept',
    make: (folder) => writeFiles(folder, rules('a/\n!a/b\nc/*\n!c/d\n', 'a/b', 'c/d', 'c/e')),
    absent: ['a/b', 'c/e'],
    present: ['c/d'],
  },
  {
    name: 'anchors',
    make: (folder) =>
      writeFiles(
        folder,
        rules('/top\nmid/dle\n/x/y\n', 'top', 'a/top', 'mid/dle', 'a/mid/dle', 'x/y', 'a/x/y'),
      ),
    absent: ['top', 'mid/dle', 'x/y'],
    present: ['a/top', 'a/mid/dle', 'a/x/y'],
  },
  {
    name: 'character classes',
    make: (folder) =>
      writeFiles(
        folder,
        rules(
          '[abc]1\n[!a]2\n[^a]3\n[[:digit:]]4\n[]]5\n[a-]6\n[\\]]7\nx[/]y\n[[:nope:]]8\n[9\n[z-a]0\n',
          ...[
            'a1',
            'd1',
            'a2',
            'b2',
            'a3',
            'b3',
            '14',
            'a4',
            ']5',
            'a5',
            '-6',
            'b6',
            ']7',
            'x/y',
            'a8',
            '[9',
            'z0',
            'y0',
          ],
        ),
      ),
    absent: ['a1', 'b2', 'b3', '14', ']5', '-6', ']7'],
    present: ['d1', 'a2', 'x/y', 'a8', '[9'],
  },
  {
    name: 'two asterisks',
    make: (folder) =>
      writeFiles(
        folder,
        rules(
          '**/a\nb/**\nc/**/d\ne**/f\n**g\nh**\n***/i\nj/***/k\n',
          ...[
            'x/y/a',
            'b/x/y',
            'c/d',
            'c/x/y/d',
            'ef',
            'e/x/f',
            'ex/f',
            'xg',
            'x/hx',
            'x/i',
            'j/x/k',
            'z/b/x',
          ],
        ),
      ),
    absent: ['x/y/a', 'b/x/y', 'c/d', 'c/x/y/d', 'xg'],
    present: ['z/b/x'],
  },
  {
    name: 'spaces and tabs at the end',
    make: (folder) =>
      writeFiles(
        folder,
        rules(
          'a   \nb\\ \nc\t\nd \\  \n   \n\t\n',
          'a',
          'a   ',
          'b',
          'b ',
          'c',
          'c\t',
          'd',
          'd  ',
          '   ',
          '\t',
        ),
      ),
    absent: ['a', 'b ', 'c\t', '\t'],
    present: ['b', 'c', '   '],
  },
  {
    name: 'escapes, comments and lines that say nothing',
    make: (folder) =>
      writeFiles(
        folder,
        rules(
          '#a\n\\#b\n\\!c\n!d\n\\d\\e\n\\*f\n\\\ng\\\n/\n!\n\\\\h\n',
          '#a',
          '#b',
          '!c',
          'd',
          'de',
          '*f',
          'xf',
          'g',
          '\\',
          '\\h',
        ),
      ),
    absent: ['#b', '!c', 'de', '*f', '\\h'],
    present: ['#a', 'd', 'xf', 'g'],
  },
  {
    name: 'rules for folders alone',
    make: async (folder) => {
      await writeFiles(folder, rules('build/\nlink/\n', 'build/x', 'sub/build', 'target/x'));
      await symlink('target', join(folder, 'link'));
    },
    absent: ['build/x'],
    present: ['sub/build', 'link'],
  },
  {
    name: 'upper and lower case',
    make: (folder) =>
      writeFiles(folder, rules('*.TXT\nBuild/\n', 'a.txt', 'b.TXT', 'build/x', 'sub/Build/x')),
    absent: ['b.TXT', 'sub/Build/x'],
    present: ['a.txt', 'build/x'],
  },
  {
    name: 'core.ignorecase',
    make: async (folder) => {
      await writeFiles(folder, rules('*.TXT\n', 'a.txt', 'b.TXT'));
      git(folder, ['config', 'core.ignorecase', 'true']);
    },
  },
  {
    name: 'tracked and ignored',
    make: async (folder) => {
      await writeFiles(folder, rules('*.log\nbuild/\n', 'a.log', 'b.log', 'build/kept', 'build/lost'));
      git(folder, ['add', '-f', 'a.log', 'build/kept']);
    },
  },
  {
    name: 'core.excludesFile of the repository',
    make: async (folder, { beside }) => {
      await writeFiles(folder, files('a.own', 'b'));
      await writeFile(join(beside, 'excludes'), '*.own\n');
      git(folder, ['config', 'core.excludesFile', join(beside, 'excludes')]);
    },
  },
  {
    name: 'core.excludesFile of the user',
    make: async (folder, { home }) => {
      await writeFiles(folder, rules('!kept.own\n', 'a.own', 'kept.own', 'sub/b.own'));
      await writeFiles(home, { '.gitconfig': '[core]\n\texcludesFile = ~/mine\n', mine: '*.own\n' });
    },
    absent: ['a.own', 'sub/b.own'],
    present: ['kept.own'],
  },
  {
    name: 'the ignore file that git looks for by itself',
    make: async (folder, { home }) => {
      await writeFiles(folder, files('a.own', 'b'));
      await writeFiles(home, { '.config/git/ignore': '*.own\n' });
    },
    absent: ['a.own'],
  },
  {
    name: '.git/info/exclude',
    make: async (folder) => {
      await writeFiles(folder, rules('!kept.x\n', 'a.x', 'kept.x'));
      await writeFiles(folder, { '.git/info/exclude': '*.x\n' });
    },
  },
  {
    name: 'a linked work tree',
    make: async (folder) => {
      await writeFiles(folder, rules('*.log\n', 'a'));
      commitAll(folder);
      git(folder, ['worktree', 'add', '-q', 'linked']);
      await writeFiles(folder, {
        '.git/info/exclude': '*.x\n',
        ...files('linked/b', 'linked/b.log', 'linked/b.x'),
      });
    },
    root: 'linked',
  },
  {
    name: 'a linked work tree seen from outside of it',
    make: async (folder) => {
      await writeFiles(folder, files('a'));
      commitAll(folder);
      git(folder, ['worktree', 'add', '-q', 'linked']);
    },
    absent: ['linked/a', 'linked'],
  },
  {
    name: 'a submodule',
    make: async (folder, { beside }) => {
      await makeOther(beside);
      await writeFiles(folder, files('a'));
      git(folder, ['-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', beside, 'module']);
      commitAll(folder);
    },
    absent: ['module', 'module/other'],
  },
  {
    name: 'inside a submodule',
    make: async (folder, { beside }) => {
      await makeOther(beside);
      git(folder, ['-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', beside, 'module']);
    },
    root: 'module',
    present: ['other'],
  },
  {
    name: 'a submodule that is not checked out',
    make: async (folder, { beside }) => {
      await makeOther(beside);
      await writeFiles(folder, files('a'));
      git(folder, ['-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', beside, 'module']);
      commitAll(folder);
      git(folder, ['submodule', 'deinit', '-q', '-f', 'module']);
    },
    absent: ['module'],
  },
  {
    name: 'repositories inside it, with and without a commit',
    make: async (folder) => {
      await writeFiles(folder, files('a', 'full/b', 'empty/c', 'x/y/deep/d'));
      for (const inner of ['full', 'empty', 'x/y/deep']) git(join(folder, inner), ['init', '-q']);
      commitAll(join(folder, 'full'));
    },
    absent: ['full/b', 'full/.git/config'],
  },
  {
    name: 'a folder called .git that is no repository',
    make: (folder) => writeFiles(folder, files('a', 'sub/.git/config', 'sub/b', 'file/.git')),
    present: ['sub/b'],
    absent: ['sub/.git/config', 'file/.git'],
  },
  {
    name: 'a bare repository inside it',
    make: async (folder) => {
      await writeFiles(folder, files('a'));
      git(folder, ['init', '-q', '--bare', 'bare.git']);
    },
    present: ['bare.git/HEAD'],
  },
  {
    name: 'deleted, moved and replaced files that git still tracks',
    make: async (folder) => {
      await writeFiles(folder, files('gone', 'moved', 'file', 'folder/x', 'kept'));
      commitAll(folder);
      await unlink(join(folder, 'gone'));
      await rename(join(folder, 'moved'), join(folder, 'new'));
      await unlink(join(folder, 'file'));
      await rm(join(folder, 'folder'), { recursive: true });
      await writeFiles(folder, files('file/inside', 'folder'));
    },
    absent: ['gone', 'moved', 'file', 'folder/x'],
    present: ['new', 'file/inside', 'folder'],
  },
  {
    name: 'a folder of tracked files that became a link',
    make: async (folder, { beside }) => {
      await writeFiles(folder, files('sub/other'));
      commitAll(folder);
      await rm(join(folder, 'sub'), { recursive: true });
      await writeFiles(beside, files('other'));
      await symlink(beside, join(folder, 'sub'));
    },
    present: ['sub'],
    absent: ['sub/other'],
  },
  {
    name: 'conflicts',
    make: async (folder) => {
      await writeFiles(folder, files('both', 'theirs-deleted', 'same'));
      commitAll(folder);
      git(folder, ['checkout', '-q', '-b', 'side']);
      await writeFiles(folder, { both: 'side\n', added: 'side\n' });
      await unlink(join(folder, 'theirs-deleted'));
      commitAll(folder);
      git(folder, ['checkout', '-q', 'main']);
      await writeFiles(folder, { both: 'main\n', added: 'main\n', 'theirs-deleted': 'main\n' });
      commitAll(folder);
      try {
        git(folder, ['merge', '-q', 'side']);
      } catch {
        // In conflict, as it should be.
      }
    },
    present: ['both', 'added', 'theirs-deleted'],
  },
  {
    name: 'ignore files that are links, folders or empty',
    make: async (folder, { beside }) => {
      await writeFile(join(beside, 'hide'), '*\n');
      await writeFiles(
        folder,
        files('linked/a', 'folder/.gitignore/x', 'folder/b', 'empty/c', 'empty/.gitignore'),
      );
      await writeFile(join(folder, 'empty/.gitignore'), '');
      await symlink(join(beside, 'hide'), join(folder, 'linked/.gitignore'));
    },
    present: ['linked/a', 'linked/.gitignore', 'folder/b', 'empty/c'],
  },
  {
    name: 'links of every kind',
    make: async (folder, { beside }) => {
      await writeFiles(folder, { '.gitignore': 'hidden\n', ...files('a', 'sub/b') });
      await writeFiles(beside, files('secret'));
      const targets = {
        loop: '.',
        'sub/up': '..',
        file: 'a',
        folder: 'sub',
        nowhere: 'x',
        out: beside,
        hidden: 'a',
      };
      for (const [name, target] of Object.entries(targets)) await symlink(target, join(folder, name));
    },
    present: ['loop', 'sub/up', 'file', 'folder', 'nowhere', 'out'],
    absent: ['out/secret', 'hidden', 'folder/b'],
  },
  {
    name: 'odd names',
    make: async (folder) => {
      const odd = [
        '-dash',
        '--',
        'back\\slash',
        '\\first',
        '"quoted"',
        "'",
        'new\nline',
        'tab\t',
        ' blank ',
        '{a,b}',
        '[x]',
        '*',
        '?',
      ];
      const more = [
        '!not',
        '#hash',
        '~',
        '$HOME',
        '`id`',
        '%20',
        ':(top)x',
        'é',
        'e\u0301',
        '日本語',
        '\u{1f600}',
        '\u202e',
        'con',
        'a:b',
      ];
      await writeFiles(folder, files(...odd, ...more, ...odd.map((name) => `sub/${name}/x`)));
    },
    present: ['-dash', 'new\nline', 'sub/\\first/x'],
  },
  {
    name: 'rules for odd names',
    make: (folder) =>
      writeFiles(
        folder,
        rules(
          '\\*\n{a,b}\n\\[x]\n"q"\né\n日?\n\\\\b\n',
          '*',
          'z',
          '{a,b}',
          'a',
          'b',
          '[x]',
          'x',
          '"q"',
          'é',
          'e\u0301',
          '日a',
          '日本',
          '\\b',
        ),
      ),
    absent: ['*', '{a,b}', '[x]', '"q"', 'é', '日a', '\\b'],
    // A question mark is one byte, and this letter is three.
    present: ['日本', 'a', 'z', 'e\u0301'],
  },
  {
    name: 'names that are not UTF-8',
    make: async (folder) => {
      const raw = (name: string) => Buffer.from(`${folder}/${name}`, 'latin1');
      await mkdir(raw('d\xe4'));
      for (const name of ['\xff', 'a\xe4b.txt', 'd\xe4/x', 'd\xe4/\xfc', 'h\xff.log', '\xc3', 'ok'])
        await writeFile(raw(name), 'x\n');
      await writeFile(raw('.gitignore'), '*.log\n');
      await writeFile(raw('d\xe4/.gitignore'), Buffer.from('\xfc\n', 'latin1'));
      await symlink('ok', raw('l\xff'));
    },
  },
  {
    name: 'the same names tracked',
    make: async (folder) => {
      const raw = (name: string) => Buffer.from(`${folder}/${name}`, 'latin1');
      await mkdir(raw('d\xe4'));
      for (const name of ['\xff', 'd\xe4/x']) await writeFile(raw(name), 'x\n');
      commitAll(folder);
    },
  },
  {
    name: 'a folder below the top, with rules above it',
    make: (folder) =>
      writeFiles(folder, {
        ...rules(
          '*.log\n/sub/a\n/a\nsub/deep/c\n',
          'sub/a',
          'sub/b',
          'sub/x.log',
          'sub/deep/a',
          'sub/deep/c',
          'other',
        ),
        'sub/.gitignore': '!x.log\n',
      }),
    root: 'sub',
    absent: ['a', 'deep/c'],
    present: ['b', 'x.log', 'deep/a'],
  },
  {
    name: 'a sparse checkout',
    make: async (folder) => {
      await writeFiles(folder, files('a', 'in/b', 'out/c', 'out/deep/d'));
      commitAll(folder);
      git(folder, ['sparse-checkout', 'set', 'in']);
      await writeFiles(folder, files('out/new'));
    },
    present: ['in/b', 'out/new'],
    absent: ['out/c'],
  },
  {
    name: 'a sparse index',
    make: async (folder) => {
      await writeFiles(folder, files('a', 'in/b', 'out/c', 'out/deep/d'));
      commitAll(folder);
      git(folder, ['sparse-checkout', 'set', '--cone', '--sparse-index', 'in']);
    },
    present: ['in/b'],
    absent: ['out', 'out/c'],
  },
  {
    name: 'CRLF, a byte-order mark, no line break at the end',
    make: (folder) => writeFiles(folder, rules('\ufeffa\r\nb\r\n\r\nc', 'a', 'b', 'c', 'd', 'c\r')),
    absent: ['a', 'b', 'c'],
    present: ['d'],
  },
  {
    name: 'everything is ignored but some',
    make: (folder) =>
      writeFiles(folder, rules('*\n!*/\n!*.md\n', 'a.md', 'b.txt', 'sub/c.md', 'sub/d.txt', 'x/y/z.md')),
    present: ['a.md', 'sub/c.md', 'x/y/z.md'],
    absent: ['.gitignore', 'b.txt', 'sub/d.txt'],
  },
  {
    name: 'staged, intended and executable files',
    make: async (folder) => {
      await writeFiles(folder, rules('*.log\n', 'staged', 'intended', 'run.sh', 'x.log'));
      git(folder, ['add', 'staged']);
      git(folder, ['add', '-N', 'intended']);
      git(folder, ['update-index', '--add', '--chmod=+x', 'run.sh']);
      git(folder, ['update-index', '--assume-unchanged', 'staged']);
    },
  },
  { name: 'nothing at all', make: async () => undefined },
];

async function makeOther(folder: string): Promise<void> {
  await writeFiles(folder, files('other'));
  git(folder, ['init', '-q', '-b', 'main']);
  commitAll(folder);
}
