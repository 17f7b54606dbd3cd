import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Citation, Context } from '../../index.ts';
import type { CommandContext } from '../command.ts';
import { describePlace } from '../describe-place.ts';
import { printable, type Terminal } from '../terminal.ts';
import { placeInDiff } from './place-in-diff.ts';

/** A program and its arguments. */
export interface OpenCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/** Opens the file behind a citation at its line, in the person's editor, and says what was done. */
export async function openCitation(
  citation: Citation,
  {
    display,
    volatile,
    env,
    terminal,
  }: {
    display(source: string): string;
    terminal: Terminal;
  } & Pick<CommandContext, 'env'> &
    Pick<Context, 'volatile'>,
): Promise<string> {
  const { source, location } = citation;
  const address = display(source);
  const inDiff = placeInDiff(citation, { address, volatile });
  const file = path.resolve(inDiff?.file ?? address);
  const place = printable(
    inDiff === undefined ? describePlace(address, location) : `${inDiff.file}:${inDiff.line}`,
  );
  if (!existsSync(file)) return `${place} is no file on this machine.`;
  const line = inDiff?.line ?? (location?.type === 'lines' ? location.start : undefined);
  const command = chooseOpener(file, { line, env, platform: process.platform });
  if (command === undefined) return `${place}: set EDITOR to open it from here.`;
  return new Promise((resolve) => {
    const child = spawn(command.program, command.args, {
      stdio: terminal.isInteractive ? 'inherit' : 'ignore',
    });
    child.on('error', (error) => resolve(`${place} could not be opened: ${error.message}`));
    child.on('exit', () => resolve(`Opened ${place}.`));
  });
}

/** How editors are told the line; the others get the file alone. */
const lineArguments: readonly (readonly [RegExp, (file: string, line: number) => string[]])[] = [
  [/^(code|code-insiders|codium|cursor|windsurf)$/, (file, line) => ['--goto', `${file}:${line}`]],
  [/^(subl|zed|hx|helix)$/, (file, line) => [`${file}:${line}`]],
  [/^(n?vim?|nano|emacs|emacsclient|micro|kak|joe|pico|less)$/, (file, line) => [`+${line}`, file]],
  [/^(idea|webstorm|pycharm|goland)$/, (file, line) => ['--line', String(line), file]],
];

/**
 * The command that opens a file: `VISUAL` or `EDITOR` for text, the platform's own way for the rest. `file` is absolute, so that no
 * name of a file can be an option.
 */
export function chooseOpener(
  file: string,
  {
    line,
    env,
    platform,
  }: { readonly line: number | undefined; readonly platform: NodeJS.Platform } & Pick<CommandContext, 'env'>,
): OpenCommand | undefined {
  const [editor, ...given] = (env.VISUAL || env.EDITOR || '').split(/\s+/).filter((word) => word !== '');
  if (line !== undefined && editor !== undefined) {
    const name = path.basename(editor).replace(/\.(exe|cmd)$/i, '');
    const known = lineArguments.find(([pattern]) => pattern.test(name));
    return { program: editor, args: [...given, ...(known === undefined ? [file] : known[1](file, line))] };
  }
  if (platform === 'darwin') return { program: 'open', args: [file] };
  if (platform === 'win32') return { program: 'explorer.exe', args: [file] };
  // Without a screen there is nothing to open it on.
  return env.DISPLAY || env.WAYLAND_DISPLAY ? { program: 'xdg-open', args: [file] } : undefined;
}
