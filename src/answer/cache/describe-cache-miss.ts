import type { CacheMiss } from '../../result.ts';

/** Says for a person why the cache did not help, and what to do about it. */
export function describeCacheMiss(miss: CacheMiss): string {
  switch (miss.cause) {
    case 'under-minimum':
      return `${noEffect} It has fewer than the ${miss.minTokens} tokens that are cached at all.`;
    case 'no-effect':
      return noEffect;
    case 'expired':
      return `${again} it had not been used for ${miss.idleSeconds} s, longer than the provider keeps it.`;
    case 'written-concurrently':
      return `${again} another process was writing it at the same time.`;
    case 'other-model':
      return `${again} it was cached for ${miss.model}, and no other model or route reads that.`;
    case 'prefix-changed':
      return `${again} "${miss.segment}" (at character ${miss.offset}) is not what it was, and a cache is read only up to the first change.`;
    case 'call-changed':
      return `${again} the instructions or tools in front of it are not what they were.`;
    case 'over-look-back':
      return `The conversation was written to the cache again: it has grown by ${miss.blocks} parts since it was last marked, more than the provider looks back.`;
    case 'evicted':
      return `${again} the provider did not find it, though it should still be kept.`;
  }
}

const noEffect = 'The cache marker had no effect: the provider neither wrote nor read the prefix.';
const again = 'The prefix was written to the cache again:';
