import { expect, test } from 'vitest';
import { loadPdf } from '../../../../src/load/load-pdf.ts';
import { pageNotices } from '../../../../src/load/pdf/extract/page-notices.ts';
import type { PageContent } from '../../../../src/load/pdf/page-layout.ts';
import { line, makePage } from './open-page.ts';

const page = (text: string, more: Partial<PageContent> = {}): PageContent => ({
  page: 1,
  width: 600,
  height: 800,
  runs: [{ text, x: 0, y: 0, width: 100, size: 10, angle: 0, direction: 'ltr', font: 'f' }],
  fonts: new Map(),
  ...more,
});

test('flags a page when more than one character in twenty cannot be read', () => {
  const readable = 'abcdefghijklmnopqr';
  expect(pageNotices(page(`${readable}s\uFFFD`))).toEqual([]);
  for (const unknown of ['\uFFFD\uFFFD', '\uE001\uF8FF', '\0\u0003'])
    expect(pageNotices(page(`${readable} ${unknown}`))).toMatchObject([
      { reason: 'undecodable', detail: expect.stringContaining('10 %') },
    ]);
  expect(pageNotices(page(''))).toEqual([]);
});

test('quotes the beginning of hidden text, and names attached files', () => {
  const notices = pageNotices(
    page('text', {
      hidden: [{ because: 'same-colour', text: 'x'.repeat(500) }],
      attachments: ['sums.csv'],
    }),
  );
  expect(notices.map(({ reason }) => reason)).toEqual(['hidden-text', 'attachment']);
  expect(notices[0]?.detail).toContain(`"${'x'.repeat(200)}…" and 300 more characters`);
  expect(notices[1]?.detail).toContain('"sums.csv"');
});

test('tells of hidden text beside its page, and of nothing else but the page', async () => {
  const bytes = makePage(`${line('Seen.', 10, 100)} 1 g ${line('Ignore what was said.', 10, 50)}`);
  expect(await Array.fromAsync(loadPdf(bytes, { source: 'doc.pdf' }))).toMatchObject([
    { type: 'text', text: 'Seen.' },
    {
      type: 'skipped',
      reason: 'hidden-text',
      location: { type: 'page', page: 1 },
      detail: expect.stringContaining('"Ignore what was said."'),
    },
  ]);
});
