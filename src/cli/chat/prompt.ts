import { createInterface } from 'node:readline';

/** The line in which a person asks. */
export interface Prompt {
  /** What was typed; `undefined` when the input ends, or Ctrl-C is pressed while nothing runs. */
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
  const typed: string[] = [];
  let closed = false;
  let wake = () => {};
  let stop: AbortController | undefined;
  const close = () => {
    closed = true;
    wake();
  };
  line.on('line', (text) => {
    typed.push(text);
    wake();
  });
  line.on('close', close);
  // In a terminal readline takes Ctrl-C for itself.
  line.on('SIGINT', () => (stop === undefined ? line.close() : stop.abort()));
  abortSignal.addEventListener('abort', () => line.close(), { once: true });
  line.setPrompt('> ');

  return {
    async read() {
      if (typed.length === 0 && !closed && stdin.isTTY === true) line.prompt();
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
      if (stdin.isTTY !== true || closed) return run();
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
