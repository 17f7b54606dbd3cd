import type { Box, PageContent, TableBlock } from '../page-layout.ts';

/** A page whose text mostly runs up or down, as wide tables do, turned upright; `undefined` for any other page. */
export function turnPage(content: PageContent): TurnedPage | undefined {
  const count = (angle: number) =>
    content.runs.reduce((sum, run) => sum + (Math.abs(run.angle - angle) < 2 ? run.text.length : 0), 0);
  const [down, up] = [count(90), count(-90)];
  if (Math.max(down, up) <= count(0)) return undefined;
  const sense = down > up ? 1 : -1;
  const { width, height } = content;
  // A quarter turn against the text's own, about the page's corner.
  const toUpright = (x: number, y: number) =>
    sense === 1 ? { x: y, y: width - x } : { x: height - y, y: x };
  const toPage = (x: number, y: number) => (sense === 1 ? { x: width - y, y: x } : { x: y, y: height - x });
  return {
    content: {
      ...content,
      width: height,
      height: width,
      runs: content.runs.map((run) => ({
        ...run,
        ...toUpright(run.x, run.y),
        angle: run.angle - 90 * sense,
      })),
      rules: content.rules?.map(({ direction, box }) => ({
        direction: direction === 'horizontal' ? 'vertical' : 'horizontal',
        box: mapBox(box, toUpright),
      })),
    },
    turnBack: (table) => ({ ...table, box: mapBox(table.box, toPage) }),
  };
}

export interface TurnedPage {
  readonly content: PageContent;
  /** A table of the upright page, where it stands on the page as shown. */
  readonly turnBack: (table: TableBlock) => TableBlock;
}

function mapBox(
  { left, top, right, bottom }: Box,
  map: (x: number, y: number) => { x: number; y: number },
): Box {
  const [one, other] = [map(left, top), map(right, bottom)];
  return {
    left: Math.min(one.x, other.x),
    top: Math.min(one.y, other.y),
    right: Math.max(one.x, other.x),
    bottom: Math.max(one.y, other.y),
  };
}
