import type { PageContent, PageLayout } from '../page-layout.ts';
import { findLines } from './find-lines.ts';

/** Puts what a page draws into the order in which a person reads it. */
export function layoutPage(content: PageContent): PageLayout {
  const { page, width, height } = content;
  const lines = findLines(content);
  return { page, width, height, blocks: lines.length === 0 ? [] : [{ type: 'text', lines }] };
}
