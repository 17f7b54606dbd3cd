import { createInterface } from 'node:readline';

/** The line in which a person asks. */
export interface Prompt {
  /** What was typed; `undefined` when the input ends, or Ctrl-C is pressed while nothing runs and nothing is typed. */
  read(): Promise<string | undefined>;
  /** Runs something that Ctrl-C stops, and only that. */
  interruptible<Result>(run: (abortSignal: AbortSignal) => Promise<Result>): Promise<Result>;
  /** Runs something that has the terminal to itself, such as an editor. */
  suspended(run: () => Promise<void>): Promise<void>;
  close(): void;
}

/** Opens stdin as a prompt on stderr, with editing and a history where it is a terminal; else each line of it is one input. */
export function openPrompt(abortSignal: AbortSignal): Prompt {
  const { stdin, stderr } = process;
  const line = createInterface({
    input: stdin,
    output: stderr,
    terminal: stdin.isTTY === true && stderr.isTTY === true,
  });
  const isShown = stdin.isTTY === true;
  const typed: string[] = [];
  let closed = false;
  let isAsking = false;
  let wake = () => {};
  let stop: AbortController | undefined;
  const close = () => {
    // Ctrl-C and Ctrl-D leave the cursor behind the prompt.
    if (isAsking) stderr.write('\n');
    isAsking = false;
    closed = true;
    wake();
  };
  line.on('line', (text) => {
    isAsking = false;
    typed.push(text);
    wake();
  });
  line.on('close', close);
  // In a terminal readline takes Ctrl-C for itself.
  line.on('SIGINT', () => {
    if (stop !== undefined) return stop.abort();
    if (line.line === '') return line.close();
    // As in a shell: what was begun is dropped, and not the conversation.
    stderr.write('^C\n');
    line.write(null, { ctrl: true, name: 'e' });
    line.write(null, { ctrl: true, name: 'u' });
    line.prompt();
  });
  abortSignal.addEventListener('abort', () => line.close(), { once: true });
  line.setPrompt('> ');

  return {
    async read() {
      if (typed.length === 0 && !closed && isShown) {
        isAsking = true;
        line.prompt();
      }
      while (typed.length === 0 && !closed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return abortSignal.aborted ? undefined : typed.shift();
    },
    async interruptible(run) {
      stop = new AbortController();
      try {
        return await run(AbortSignal.any([stop.signal, abortSignal]));
      } finally {
        stop = undefined;
      }
    },
    async suspended(run) {
      // Only a terminal is shared with what runs; and a closed line can be paused no more.
      if (!isShown || closed) return run();
      line.pause();
      stdin.setRawMode(false);
      try {
        await run();
      } finally {
        stdin.setRawMode(true);
        line.resume();
      }
    },
    close: () => line.close(),
  };
}
