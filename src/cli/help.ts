import type { Command } from './command.ts';

/** What `quire --help` prints. */
export function formatHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  quire ${name.padEnd(width)}  ${summary}`);
  return `Answers questions over repositories and PDFs, with citations that were checked and a bill that adds up.

${lines.join('\n')}

Paths default to the folder you are in. \`quire help COMMAND\` tells more.
Models: --model NAME, else alibaba/qwen3.5-flash when AI_GATEWAY_API_KEY (or ALIBABA_API_KEY) is set, else offline extracts.
Exit codes: 0 done, 1 failed, 2 not understood, 130 interrupted.
`;
}

/** What `quire help ask` prints. */
export function formatCommandHelp({ name, usage, summary, options }: Command): string {
  const named = Object.entries(options).map(([option, { short, value, bare, summary: about }]) => ({
    left: `${short === undefined ? '' : `-${short}, `}--${option}${value === undefined ? '' : bare === undefined ? ` ${value}` : ` [${value}]`}`,
    about,
  }));
  const width = Math.max(0, ...named.map(({ left }) => left.length));
  const lines = named.map(({ left, about }) => `  ${left.padEnd(width)}  ${about}`);
  return `quire ${name} ${usage}\n\n${summary}\n${lines.length > 0 ? `\n${lines.join('\n')}\n` : ''}`;
}
