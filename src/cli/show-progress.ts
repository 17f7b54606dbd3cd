import type { ProgressEvent } from '../index.ts';
import type { Terminal } from './terminal.ts';

/** Shows what a verb is doing in one line of the terminal. */
export function showProgress(terminal: Terminal): (event: ProgressEvent) => void {
  return (event) => terminal.progress(describe(event));
}

function describe(event: ProgressEvent): string {
  switch (event.type) {
    case 'load':
      return `Reading: ${event.segments} segments, ${(event.bytes / 1e6).toFixed(1)} MB  ${event.source}`;
    case 'count':
      return `Counting tokens: ${percent(event)}`;
    case 'index':
      return `Indexing: ${percent(event)}`;
    case 'request':
      return `Waiting for ${event.model}${event.attempt > 1 ? ` (attempt ${event.attempt})` : ''}…`;
  }
}

function percent({ done, total }: { readonly done: number; readonly total: number }): string {
  return `${Math.floor((100 * done) / Math.max(total, 1))} %`;
}
