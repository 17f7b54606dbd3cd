import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runQuire } from '../helpers/run-quire.ts';
import { findChromium } from './find-chromium.ts';

/** What this test needs of a report: types of the sources do not go with those of a browser. */
interface Report {
  readonly answer: string;
  readonly choice: { readonly strategy: string };
  readonly cells: readonly { readonly strategy: string; readonly outcome: string }[];
}

let browser: Browser;
let folder: string;
let address: string;
let comparison: Report;
let page: Page;
/** What the page asked of the network, and what went wrong in it. */
let requested: string[];
let errors: string[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-report-'));
  const lines = Array.from(
    { length: 900 },
    (_, index) => `Gate ${index} opens at ${index % 24} and is kept by warden ${index * 13}.`,
  );
  await writeFile(path.join(folder, 'gates.md'), lines.join('\n'));
  const questions = [7, 70, 700].map((gate) => {
    const location = { type: 'lines', start: gate + 1, end: gate + 1 };
    const evidence = [{ source: 'gates.md', location, quote: lines[gate] }];
    return { question: `When does gate ${gate} open?`, evidence };
  });
  await writeFile(path.join(folder, 'questions.json'), JSON.stringify(questions));
  const command = 'compare gates.md --questions questions.json --grid --html report.html --json --no-cache';
  const { stdout } = await runQuire(command.split(' '), { cwd: folder });
  comparison = JSON.parse(stdout);
  address = pathToFileURL(path.join(folder, 'report.html')).href;
  // Its sandbox does not run as root, as whom a container runs.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  browser = await chromium.launch({ executablePath: findChromium(), args });
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

const wide = { width: 1_400, height: 900 };
const phone = { width: 390, height: 844 };

async function open(options: {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly javaScriptEnabled?: boolean;
}): Promise<void> {
  requested = [];
  errors = [];
  const context = await browser.newContext({ ...options, offline: true });
  page = await context.newPage();
  page.on('request', (request) => requested.push(request.url()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => errors.push(message.text()));
  await page.goto(address);
}

afterEach(async () => {
  await page.context().close();
  expect(requested).toEqual([address]);
  expect(errors).toEqual([]);
});

describe.each([
  ['wide', wide, 'light'],
  ['wide', wide, 'dark'],
  ['on a phone', phone, 'light'],
  ['on a phone', phone, 'dark'],
] as const)('%s (%j, %s)', (_, viewport, colorScheme) => {
  beforeEach(() => open({ viewport, colorScheme }));

  test('begins with the answer, and nothing is cut off', async () => {
    const answer = page.locator('.answer');
    expect((await answer.innerText()).replaceAll(/\s+/g, ' ')).toBe(comparison.answer);
    expect((await answer.boundingBox())?.y).toBeLessThan(viewport.height / 3);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
    const cutOff = await page.evaluate(() => {
      const isOutside = (element: Element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 0 && (left < 0 || right > innerWidth) && element.closest('.scroll, thead') === null;
      };
      return [...document.querySelectorAll('main *')].filter(isOutside).map(({ outerHTML }) => outerHTML);
    });
    expect(cutOff).toEqual([]);
  });

  test('letters of charts are large enough to read, and none lies on another', async () => {
    const charts = await page.evaluate(() =>
      [...document.querySelectorAll('svg[role=img]')]
        .filter((chart) => chart.getBoundingClientRect().width > 0)
        .map((chart) => {
          const boxes = [...chart.querySelectorAll('text')].map((text) => ({
            text: text.textContent,
            ...text.getBoundingClientRect().toJSON(),
          }));
          const outer = chart.getBoundingClientRect();
          return {
            height: Math.min(...boxes.map(({ height }) => height)),
            outside: boxes.filter(({ left, right }) => left < outer.left - 1 || right > outer.right + 1),
            touching: boxes.flatMap((one, index) =>
              boxes
                .slice(index + 1)
                .filter(
                  (other) =>
                    one.left < other.right - 1 &&
                    other.left < one.right - 1 &&
                    one.top < other.bottom - 3 &&
                    other.top < one.bottom - 3,
                )
                .map((other) => `${one.text} on ${other.text}`),
            ),
          };
        }),
    );
    expect(charts.length).toBeGreaterThan(3);
    for (const { height, outside, touching } of charts) {
      expect(height).toBeGreaterThan(12);
      expect(outside).toEqual([]);
      expect(touching).toEqual([]);
    }
  });

  test('text and marks stand out from what is behind them', async () => {
    const faint = await page.evaluate(() => {
      const luminance = (color: string) => {
        const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
          const share = Number(part) / 255;
          return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const behind = (element: Element | null): string => {
        if (element === null) return 'rgb(255, 255, 255)';
        const { backgroundColor } = getComputedStyle(element);
        return backgroundColor === 'rgba(0, 0, 0, 0)' ? behind(element.parentElement) : backgroundColor;
      };
      const contrast = (element: Element, color: string) => {
        const [light = 0, dark = 0] = [luminance(color), luminance(behind(element))].sort((a, b) => b - a);
        return (light + 0.05) / (dark + 0.05);
      };
      const texts = [...document.querySelectorAll('p, li, td, th, caption, small, label, figcaption, span')];
      const marks = [...document.querySelectorAll('svg [class^=tone]')];
      // WCAG AA: 4.5 for text, 3 for what a chart is drawn with.
      return [
        ...texts.filter((text) => contrast(text, getComputedStyle(text).color) < 4.5),
        ...marks.filter((mark) => contrast(mark, getComputedStyle(mark).color) < 3),
      ].map(({ outerHTML }) => outerHTML.slice(0, 80));
    });
    expect(faint).toEqual([]);
  });
});

test('the strategies side by side are a table on a phone too, and show the choice', async () => {
  await open({ viewport: phone });
  const table = page.getByRole('table', { name: /cheapest first/ });
  await expect.poll(() => table.getByRole('row').count()).toBe(1 + strategies().length);
  expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
    'strategy',
    'cost',
    'against the choice',
    'evidence found',
  ]);
  const mark = page.getByRole('cell', { name: 'the choice', exact: true });
  const chosen = table.getByRole('row').filter({ has: mark });
  expect(await chosen.getByRole('rowheader').innerText()).toContain(comparison.choice.strategy);
});

test('by the keyboard alone the table is filtered and sorted, and says so', async () => {
  await open({ viewport: wide });
  const rows = page.locator('#cells tbody tr:visible');
  const total = comparison.cells.length;
  expect(await rows.count()).toBe(total);

  await focusByTab('select');
  // A letter chooses in a list: "explicit-cache" is the one strategy with an e.
  await page.keyboard.press('e');
  expect(await rows.count()).toBe(total / strategies().length);
  expect(await page.locator('#shown').innerText()).toBe(`${total / strategies().length} of ${total} rows`);

  await focusByTab('thead button', 'cost');
  for (const [order, direction] of [
    ['ascending', 1],
    ['descending', -1],
  ] as const) {
    await page.keyboard.press('Enter');
    const head = page.locator('#cells').getByRole('columnheader', { name: 'cost', exact: true });
    expect(await head.getAttribute('aria-sort')).toBe(order);
    const shown = (await page.locator('#cells tbody tr:visible td:nth-child(3)').allInnerTexts()).map(
      (text) => Number(text.slice(1)),
    );
    expect(shown).toEqual(shown.toSorted((a, b) => direction * (a - b)));
    expect(new Set(shown).size).toBeGreaterThan(5);
  }
  expect(await page.locator('#shown').innerText()).toMatch(/rows, by cost, highest first$/);
});

test('what is not known is last in either order', async () => {
  await open({ viewport: wide });
  const costs = page.locator('#cells tbody td:nth-child(3)');
  const priced = comparison.cells.filter(({ outcome }) => outcome === 'priced');
  expect(priced.length).toBeLessThan(comparison.cells.length);
  const button = page.locator('#cells thead button', { hasText: /^cost$/ });
  for (const _ of ['up', 'down']) {
    await button.click();
    const texts = await costs.allInnerTexts();
    expect(texts.slice(0, priced.length).every((text) => text.startsWith('$'))).toBe(true);
    expect(texts.slice(priced.length).every((text) => text === '')).toBe(true);
  }
});

test('everything that can be reached shows where it is', async () => {
  await open({ viewport: wide });
  const reached: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const { activeElement } = document;
      if (activeElement === null || activeElement === document.body) return undefined;
      return { name: activeElement.localName, outline: getComputedStyle(activeElement).outlineStyle };
    });
    if (focused === undefined) break;
    expect(focused.outline, focused.name).not.toBe('none');
    reached.push(focused.name);
  }
  expect(new Set(reached)).toEqual(new Set(['summary', 'select', 'div', 'button']));
});

test('a screen reader is told what each chart shows, and has its figures as a table', async () => {
  await open({ viewport: wide });
  const charts = page.getByRole('img');
  expect(await charts.count()).toBeGreaterThan(3);
  for (const chart of await charts.all()) {
    expect(await chart.getAttribute('aria-label')).toMatch(/explicit-cache: /);
  }
  await page.locator('summary').first().click();
  const table = page.getByRole('table', { name: 'Cost by number of questions' }).first();
  const [full] = comparison.cells;
  expect(full?.strategy).toBe('full');
  const row = table
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: 'full', exact: true }) });
  expect(await row.getByRole('cell').count()).toBe(8);
});

test('without scripts the page is whole', async () => {
  await open({ viewport: phone, javaScriptEnabled: false });
  expect(await page.locator('#cells tbody tr').count()).toBe(comparison.cells.length);
  expect(await page.locator('svg[role=img]:visible').count()).toBeGreaterThan(3);
});

function strategies(): readonly string[] {
  return [...new Set(comparison.cells.map(({ strategy }) => strategy))];
}

async function focusByTab(selector: string, text?: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const isThere = await page.evaluate(
      ([wanted, words]) => {
        const { activeElement } = document;
        return (
          activeElement?.matches(wanted ?? '') && (words === undefined || activeElement.textContent === words)
        );
      },
      [selector, text],
    );
    if (isThere) return;
  }
  throw new Error(`Tab does not reach ${selector} ${text ?? ''}`);
}
