import type { SourceItem } from '../segment.ts';

/** A source that can also say how it is read. */
export interface LoadedSource extends AsyncIterable<SourceItem> {
  /** Lists again, and says what a person should know before the files are read; a command line prints it. */
  describe(): Promise<SourceDescription>;
}

export interface SourceDescription {
  /** Sentences such as `"node_modules/ai/docs" is ignored by git; reading it anyway.` Mostly none. */
  readonly notices: readonly string[];
}
