/** A title and the page it stands on. */
interface PlacedTitle {
  readonly page: number;
  readonly level: number;
  readonly title: string;
}

/**
 * For each page the titles it stands under, outermost first: of the titles that stand on the page what their paths have in
 * common, on a page without one the title that is still open.
 */
export function findPageHeadings(
  titles: readonly PlacedTitle[],
  pages: readonly number[],
): ReadonlyMap<number, readonly string[]> {
  const byPage = new Map<number, string[][]>();
  const open: PlacedTitle[] = [];
  for (const title of titles) {
    while (open.length > 0 && (open.at(-1)?.level ?? 0) >= title.level) open.pop();
    open.push(title);
    const paths = byPage.get(title.page) ?? [];
    paths.push(open.map((each) => each.title));
    byPage.set(title.page, paths);
  }
  const headings = new Map<number, readonly string[]>();
  let above: readonly string[] = [];
  for (const page of pages) {
    const starting = byPage.get(page);
    const here = starting ? commonStart(starting) : above;
    if (here.length > 0) headings.set(page, here);
    above = starting?.at(-1) ?? above;
  }
  return headings;
}

function commonStart(paths: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = paths;
  const length = first.findIndex((title, depth) => others.some((path) => path[depth] !== title));
  return length === -1 ? first : first.slice(0, length);
}
