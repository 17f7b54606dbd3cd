import type { PageBlock, PageContent, PageLayout, TableBlock, TextRun } from '../page-layout.ts';
import { findTables } from '../tables/find-tables.ts';
import type { Region } from './cut-regions.ts';
import { findDrawnPieces, findPieces, type Piece } from './find-pieces.ts';
import { createFrame, type Frame, toFrame } from './frame.ts';
import { joinDropCaps } from './join-drop-caps.ts';
import { makeLine, type PlacedLine } from './make-line.ts';
import { keepDrawingOrder, type OrderedPiece, orderByWhiteSpace } from './order-pieces.ts';
import { findDirection } from './order-runs.ts';
import { type PlacedRun, placeRuns } from './place-runs.ts';
import { separateLineNumbers } from './separate-line-numbers.ts';
import { areOneRow } from './sort-rows.ts';
import { splitBlocks } from './split-blocks.ts';
import { turnStackedCharacters } from './turn-stacked-characters.ts';

/**
 * Puts what a page draws into the order in which a person reads it: tables in their place, columns one after the other, and
 * behind it what runs at another angle, such as a stamp in the margin, and the numbers of its lines.
 */
export function layoutPage(drawn: PageContent): PageLayout {
  const { page, width, height, fonts } = drawn;
  const { text, numbers } = separateLineNumbers(turnStackedCharacters(drawn.runs));
  const content = { ...drawn, runs: text };
  const tables = findTables(content);
  const { texts, lost } = placeRuns(content.runs);
  // A page that shows nothing but tables.
  if (texts.length === 0 && tables.length > 0) texts.push({ frame: createFrame(0), runs: [], characters: 0 });
  const blocks = texts.flatMap(({ frame, runs }, index) => {
    const { outside, orders } = takeOutTables(runs, tables);
    const placed = index > 0 ? [] : tables.map((table) => placeTable(table, orders.get(table), frame));
    const direction = findDirection(outside);
    const ordered =
      keepDrawingOrder([...joinDropCaps(findDrawnPieces(outside)), ...placed], direction) ??
      orderByWhiteSpace([...joinDropCaps(findPieces(outside)), ...placed], direction);
    return toBlocks(ordered, frame, fonts);
  });
  const rest = lost.length === 0 ? [] : toBlocks(lost.map(placeLost), createFrame(0), fonts);
  const counts = placeRuns(numbers).texts.flatMap(({ frame, runs }) =>
    toBlocks(orderByWhiteSpace(findDrawnPieces(runs), 'ltr'), frame, fonts),
  );
  return { page, width, height, blocks: [...blocks, ...rest, ...counts] };
}

/** What stands inside a table is the table's; `orders` says where in the drawing order each of them begins. */
function takeOutTables(runs: readonly PlacedRun[], tables: readonly TableBlock[]) {
  const orders = new Map<TableBlock, number>();
  if (tables.length === 0) return { outside: runs, orders };
  const outside: PlacedRun[] = [];
  for (const placed of runs) {
    const table = tables.find(({ box }) => holds(box, placed.run));
    if (!table) outside.push(placed);
    else if (!orders.has(table)) orders.set(table, placed.order);
  }
  return { outside, orders };
}

function holds({ left, top, right, bottom }: TableBlock['box'], run: TextRun): boolean {
  const turn = (run.angle * Math.PI) / 180;
  const [along, up] = [run.width / 2, run.size / 4];
  const x = run.x + along * Math.cos(turn) + up * Math.sin(turn);
  const y = run.y + along * Math.sin(turn) - up * Math.cos(turn);
  return x >= left && x <= right && y >= top && y <= bottom;
}

function placeTable(table: TableBlock, order: number | undefined, frame: Frame): Piece {
  const { left, top, right, bottom } = toFrame(table.box, frame);
  const characters = table.rows.flat().reduce((sum, { text }) => sum + text.length, 0);
  return {
    runs: [],
    table,
    start: left,
    end: right,
    top,
    bottom,
    baseline: bottom,
    size: bottom - top,
    characters,
    order: order ?? Number.POSITIVE_INFINITY,
  };
}

/** Text whose place is no number: behind everything else, each run on a line of its own. */
function placeLost(run: TextRun, index: number): OrderedPiece {
  const size = run.size > 0 && Number.isFinite(run.size) ? run.size : 1;
  const placed = { run, text: run.text, start: 0, end: 0, baseline: index * 2 * size, size, order: index };
  const runs = [{ ...placed, hasBlankBefore: false, hasBlankAfter: false }];
  const piece = { ...placed, runs, top: 0, bottom: 0, characters: run.text.length };
  return { piece, region: lostRegion };
}

const lostRegion: Region = { pieces: [], columns: new Map() };

function toBlocks(
  ordered: readonly OrderedPiece[],
  frame: Frame,
  fonts: PageContent['fonts'],
): readonly PageBlock[] {
  const blocks: PageBlock[] = [];
  let lines: PlacedLine[] = [];
  const endRegion = () => {
    for (const block of splitBlocks(lines))
      blocks.push({ type: 'text', lines: block.map(({ line }) => line) });
    lines = [];
  };
  let region: Region | undefined;
  for (const row of joinRows(ordered)) {
    const [first] = row;
    if (!first) continue;
    if (first.region !== region || first.piece.table) endRegion();
    region = first.region;
    if (first.piece.table) {
      blocks.push(first.piece.table);
      continue;
    }
    const line = makeLine(
      row.map(({ piece }) => piece),
      frame,
      fonts,
    );
    if (line) lines.push(line);
  }
  endRegion();
  return blocks;
}

/** Pieces of one row and region that follow one another are one line. */
function joinRows(ordered: readonly OrderedPiece[]): readonly OrderedPiece[][] {
  const rows: OrderedPiece[][] = [];
  for (const next of ordered) {
    const row = rows.at(-1);
    const head = row?.[0];
    if (row && head?.region === next.region && areOneRow(head.piece, next.piece)) row.push(next);
    else rows.push([next]);
  }
  return rows;
}
