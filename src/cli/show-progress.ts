import type { ProgressEvent } from '../index.ts';
import { describeToolInput } from './describe-tool-call.ts';
import type { Terminal } from './terminal.ts';

/** Shows what a verb is doing in one line of the terminal. */
export function showProgress(terminal: Terminal): (event: ProgressEvent) => void {
  let last: { readonly type: ProgressEvent['type']; readonly at: number } | undefined;
  return (event) => {
    const now = performance.now();
    // A terminal shows some ten changes a second and a repository has thousands of files; a new stage is always shown.
    if (event.type === last?.type && now - last.at < 80) return;
    last = { type: event.type, at: now };
    terminal.progress(describe(event));
  };
}

function describe(event: ProgressEvent): string {
  switch (event.type) {
    case 'load':
      return `Reading: ${event.segments} segments, ${(event.bytes / 1e6).toFixed(1)} MB  ${event.source}`;
    case 'count':
      return `Counting tokens: ${percent(event)}`;
    case 'index':
      return `Indexing: ${percent(event)}`;
    case 'questions':
      return `Asking: ${event.done} of ${event.total} questions answered`;
    case 'shards':
      return `Reading everything: ${event.done} of ${event.total} shards`;
    case 'tool':
      return `${event.outcome === 'shown' ? 'Looked up' : 'Refused'}: ${describeToolInput(event)}`;
    case 'request':
      return `Waiting for ${event.model}${event.attempt > 1 ? ` (request ${event.attempt})` : ''}…`;
  }
}

function percent({ done, total }: { readonly done: number; readonly total: number }): string {
  return `${Math.floor((100 * done) / Math.max(total, 1))} %`;
}
