/** What a verb is doing, for a progress bar or a log. Counts only grow within one stage. */
export type ProgressEvent =
  /** Reading sources: how much has been read, and the newest address. */
  | {
      readonly type: 'load';
      readonly segments: number;
      readonly skipped: number;
      readonly bytes: number;
      readonly source: string;
    }
  /** Counting tokens. */
  | { readonly type: 'count'; readonly done: number; readonly total: number }
  /** Building the retrieval index. */
  | { readonly type: 'index'; readonly done: number; readonly total: number }
  /** Of several questions one has been answered, or has failed. */
  | { readonly type: 'questions'; readonly done: number; readonly total: number }
  /** Of the shards of a question that reads everything, one has been read. */
  | { readonly type: 'shards'; readonly done: number; readonly total: number }
  /** With `tools: 'read'`: the model has looked into the documents, or was refused. `input` is as it wrote it. */
  | {
      readonly type: 'tool';
      readonly toolName: string;
      readonly input: unknown;
      readonly outcome: 'shown' | 'refused';
    }
  /** A request has been sent to the model. `attempt` counts from 1. */
  | { readonly type: 'request'; readonly attempt: number; readonly model: string };
