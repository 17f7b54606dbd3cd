/** A fenced block of a Markdown file. */
export interface ReadmeBlock {
  /** The word behind the fence: `ts`, `sh`, `text`. */
  readonly language: string;
  readonly text: string;
  /** Of its first line of text, counted from 1. */
  readonly line: number;
  /** What it printed: the `text` block that follows, with at most one paragraph between. */
  readonly printed?: string;
}

/** Every fenced block of a Markdown file, in order. Only fences at the beginning of a line count. */
export function readBlocks(markdown: string): ReadmeBlock[] {
  const blocks = [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
    line: markdown.slice(0, match.index).split('\n').length + 1,
    start: match.index,
    end: match.index + match[0].length,
  }));
  return blocks.map(({ language, text, line, end }, index) => {
    const next = blocks[index + 1];
    const between = markdown.slice(end, next?.start).trim();
    const isOutput = next?.language === 'text' && !/\n\s*\n|^#/m.test(between);
    return { language, text, line, ...(isOutput && { printed: next.text }) };
  });
}

/**
 * The lines of a printed block that an output does not hold, in their order. `…` stands for anything inside a line, and on a
 * line of its own for any lines; runs of blanks count as one.
 */
export function findMissingLines(printed: string, output: string): string[] {
  const lines = output.split('\n').map(tidy);
  let from = 0;
  return printed
    .split('\n')
    .map(tidy)
    .filter((wanted) => wanted !== '' && wanted !== '…')
    .filter((wanted) => {
      const pattern = new RegExp(
        `^${wanted.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('…', '.*')}$`,
      );
      const found = lines.findIndex((line, at) => at >= from && pattern.test(line));
      if (found === -1) return true;
      from = found + 1;
      return false;
    });
}

/** The words of a plain command line. Anything that a shell would act upon is refused: no two shells agree on it. */
export function splitCommand(line: string): string[] {
  const words = line.match(/"[^"]*"|[^\s"]+/g) ?? [];
  if (/[|<>$`*;\\']/.test(line.replaceAll(/"[^"$`\\]*"/g, '')))
    throw new Error(`Not a plain command: ${line}`);
  return words.map((word) => word.replace(/^"(.*)"$/, '$1'));
}

function tidy(line: string): string {
  return line.trim().replaceAll(/\s+/g, ' ');
}
