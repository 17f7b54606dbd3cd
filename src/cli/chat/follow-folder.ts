import { QuireError } from '../../index.ts';
import type { CommandContext } from '../command.ts';
import { type OpenedContext, openContext } from '../open-context.ts';
import { printable } from '../terminal.ts';
import { compareVersions } from './read-versions.ts';

/** More names than these are only counted. */
const mostNames = 8;

/**
 * Opens the documents of a conversation as they are now, and says which have changed since the last question. What cannot be read now
 * is told, and the conversation goes on over what was read before.
 */
export async function followFolder(
  command: CommandContext,
  { opened, paths }: { readonly opened: OpenedContext; readonly paths: readonly string[] },
): Promise<OpenedContext> {
  const { terminal } = command;
  try {
    // Packed anew once, as asked for; then the pack goes on.
    const values = { ...command.values, repack: false };
    const now = await openContext({ ...command, values }, { paths, said: opened.said });
    const lines = nameChanges(opened, now);
    for (const line of lines) terminal.notice(line);
    const { update } = now.context.decision;
    // Put back as it was, it is what the provider has; any other update has been told.
    if (lines.length > 0 && update?.because === 'unchanged') terminal.notice(update.reason);
    return now;
  } catch (error) {
    if (!QuireError.isInstance(error) || error.code === 'aborted') throw error;
    terminal.notice(`quire: ${printable(error.message)}`);
    return opened;
  }
}

function nameChanges(before: OpenedContext, now: OpenedContext): string[] {
  const { changed, added, gone } = compareVersions(before.versions, now.versions);
  return Object.entries({ Changed: changed, Added: added, Gone: gone })
    .filter(([, sources]) => sources.length > 0)
    .map(([what, sources]) => {
      const names = sources.slice(0, mostNames).map((source) => printable(now.display(source)));
      const rest = sources.length > mostNames ? `, and ${sources.length - mostNames} more` : '';
      return `${what}: ${names.join(', ')}${rest}`;
    });
}
