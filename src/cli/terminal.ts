import { stripVTControlCharacters, styleText } from 'node:util';
import { QuireError } from '../index.ts';
import { writeStdout } from './write-stdout.ts';

/** Where a command writes: data to stdout, everything said to a person to stderr. */
export interface Terminal {
  /** Whether a person reads stdout, and whether one can be asked. */
  readonly isInteractive: boolean;
  /** How many columns a notice has room for; 80 where it goes to no terminal. */
  readonly columns: number;
  /** Writes data to stdout, and waits when its reader is slower. */
  data(text: string | Uint8Array): Promise<void>;
  /** The same for what documents hold or are called: byte by byte into a file or a pipe, printable where a terminal shows it. */
  verbatim(text: string | Uint8Array): Promise<void>;
  /** Says something to the person; what may come from a document's name or a provider is made printable. */
  notice(text: string): void;
  /** Shows what is going on, in one line that the next call replaces; nothing when stderr is no terminal. */
  progress(text: string): void;
  /** Asks for a yes. */
  confirm(question: string, abortSignal: AbortSignal): Promise<boolean>;
  /** Styles text for stdout; colours only on a terminal, and never with NO_COLOR. */
  style(format: 'bold' | 'dim' | 'green' | 'yellow', text: string): string;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  let progressShown = false;
  const clear = () => {
    if (progressShown) stderr.write('\r\u001b[K');
    progressShown = false;
  };
  return {
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    get columns() {
      return stderr.columns ?? 80;
    },
    data(text) {
      clear();
      return writeStdout(text);
    },
    verbatim(text) {
      return this.data(stdout.isTTY === true ? printable(Buffer.from(text).toString()) : text);
    },
    notice(text) {
      clear();
      stderr.write(`${printable(text)}\n`);
    },
    progress(text) {
      if (stderr.isTTY !== true) return;
      progressShown = true;
      stderr.write(`\r\u001b[K${printable(text).slice(0, this.columns - 1)}`);
    },
    async confirm(question, abortSignal) {
      clear();
      const { createInterface } = await import('node:readline/promises');
      const line = createInterface({ input: stdin, output: stderr });
      // Readline takes Ctrl-C and Ctrl-D for itself while it asks.
      const stopped = Promise.withResolvers<string>();
      line.on('SIGINT', () => process.emit('SIGINT'));
      line.on('close', () => stopped.resolve(''));
      try {
        const asked = line.question(`${question} [y/N] `, { signal: abortSignal });
        return /^y(es)?$/i.test((await Promise.race([asked, stopped.promise])).trim());
      } catch (error) {
        if (abortSignal.aborted)
          throw new QuireError('aborted', { message: 'Stopped; nothing was sent.', cause: error });
        throw error;
      } finally {
        line.close();
      }
    },
    style: (format, text) => styleText(format, text, { stream: stdout }),
  };
}

/**
 * Text from documents and models as it may reach a terminal: without escape sequences, control characters, and the marks that show text
 * in another order than it has.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    '',
  );
}
