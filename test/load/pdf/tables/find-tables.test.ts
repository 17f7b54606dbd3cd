import { expect, test } from 'vitest';
import type { PageContent, TableBlock, TextRun } from '../../../../src/load/pdf/page-layout.ts';
import { findTables } from '../../../../src/load/pdf/tables/find-tables.ts';
import { cells, content, horizontal, run, vertical } from './make-content.ts';

const show = ({ rows }: TableBlock) =>
  rows.map((row) =>
    row
      .map(({ text, columns, rows: high }) => {
        const wide = columns > 1 ? ` <${columns}` : '';
        return `${text}${wide}${high > 1 ? ` ^${high}` : ''}`;
      })
      .join(' | '),
  );
const tablesOf = (page: PageContent) => findTables(page).map(show);

const fruit = [
  ['Fruit', 'Weight', 'Price'],
  ['Apple', '120', '0.40'],
  ['Pear', '150', '0.55'],
  ['Plum', '40', '0.20'],
];
const fruitLines = ['Fruit | Weight | Price', 'Apple | 120 | 0.40', 'Pear | 150 | 0.55', 'Plum | 40 | 0.20'];
const grid = (ys: readonly number[], xs: readonly number[]) => [
  ...ys.map((y) => horizontal(y, xs[0] ?? 0, xs.at(-1) ?? 0)),
  ...xs.map((x) => vertical(x, ys[0] ?? 0, ys.at(-1) ?? 0)),
];
const prose = (x: number, top: number, lines: number) =>
  Array.from({ length: lines }, (_, index) =>
    run('some words of prose fill all of this line', x, top + index * 12),
  );

test('reads the cells that crossing rules make', () => {
  const page = content(cells(fruit, [55, 155, 255]), grid([86, 106, 126, 146, 166], [50, 150, 250, 350]));
  expect(tablesOf(page)).toEqual([fruitLines]);
  expect(findTables(page)[0]).toMatchObject({ headRows: 1, box: { left: 50.25, top: 86.25 } });
});

test('takes fields without a rule between them as one cell', () => {
  const rules = [
    ...[86, 106, 126, 146].map((y) => horizontal(y, 50, 250)),
    vertical(50, 86, 146),
    vertical(250, 86, 146),
    vertical(150, 106, 146),
  ];
  const page = content(cells([['Both'], ['a', 'b'], ['c', 'd']], [55, 155]), rules);
  expect(tablesOf(page)).toEqual([['Both <2', 'a | b', 'c | d']]);
});

test('closes the sides that a table leaves open where its rules end', () => {
  const rules = [...[86, 106, 126].map((y) => horizontal(y, 50, 250)), vertical(150, 86, 126)];
  expect(
    tablesOf(
      content(
        cells(
          [
            ['a', 'b'],
            ['c', 'd'],
          ],
          [55, 155],
        ),
        rules,
      ),
    ),
  ).toEqual([['a | b', 'c | d']]);
});

test('joins the lines of a cell, and a word that a hyphen parts', () => {
  const runs = [run('A long', 55, 100), run('descrip-', 55, 112), run('tion', 55, 124), run('x', 155, 100)];
  const page = content(
    [...runs, run('b', 55, 150), run('y', 155, 150)],
    grid([86, 136, 160], [50, 150, 250]),
  );
  expect(tablesOf(page)).toEqual([['A long description | x', 'b | y']]);
});

test('parts a run that reaches over a rule', () => {
  const runs = [run('left right', 60, 100), run('a', 60, 120), run('b', 90, 120)];
  expect(tablesOf(content(runs, grid([86, 106, 126], [50, 84, 150])))).toEqual([['left | right', 'a | b']]);
});

test('parts rows by their numbers where only the columns have rules', () => {
  const page = content(
    cells(fruit, [55, 155, 255], { pitch: 12 }),
    grid([86, 104, 150], [50, 150, 250, 350]),
  );
  expect(tablesOf(page)).toEqual([fruitLines]);
});

test('parts columns by their numbers where rules set off only some of them', () => {
  const rows = [
    ['Fruit', '2024', '2025', '2026'],
    ['Apple', '120', '130', '140'],
    ['Pear', '150', '160', '170'],
    ['Plum', '40', '50', '60'],
  ];
  const page = content(cells(rows, [55, 155, 205, 255]), grid([86, 106, 166], [50, 145, 350]));
  expect(tablesOf(page)).toEqual([rows.map((row) => row.join(' | '))]);
});

test('takes rules above and below sums for no table without its labels', () => {
  const rules = [horizontal(126, 150, 350), horizontal(146, 150, 350)];
  expect(tablesOf(content(cells(fruit, [55, 155, 255]), rules))).toEqual([fruitLines]);
});

test('reads a text once that is drawn twice to look bold', () => {
  const runs = cells(fruit, [55, 155, 255]);
  const again = runs.map((each) => ({ ...each, x: each.x + 0.3 }));
  expect(tablesOf(content([...runs, ...again]))).toEqual([fruitLines]);
});

test('leaves out the dots that lead to the next column', () => {
  const dotted = fruit.map(([name = '', ...numbers], row) => [
    row > 0 ? `${name} . . . . . .` : name,
    ...numbers,
  ]);
  expect(
    tablesOf(content(cells(dotted, [55, 155, 255]), grid([86, 106, 126, 146, 166], [50, 150, 250, 350]))),
  ).toEqual([fruitLines]);
});

test('reads a head that runs upwards', () => {
  const upwards = run('Weight', 165, 100, { angle: -90 });
  const runs = [
    run('Fruit', 55, 95),
    upwards,
    ...cells(
      [
        ['Apple', '120'],
        ['Pear', '150'],
      ],
      [55, 155],
      { top: 120 },
    ),
  ];
  const page = content(runs, grid([60, 106, 126, 146], [50, 150, 250]));
  expect(tablesOf(page)).toEqual([['Fruit | Weight', 'Apple | 120', 'Pear | 150']]);
});

test('reads a table that lies on its side, and gives its place on the page', () => {
  const upright = cells(fruit, [55, 155, 255]);
  const turned = upright.map((each) => ({ ...each, x: each.y, y: 800 - each.x, angle: -90 }));
  const [table, ...others] = findTables(content(turned));
  expect(others).toEqual([]);
  expect(table && show(table)).toEqual(fruitLines);
  expect(table?.box.left).toBeGreaterThan(85);
  expect(table?.box.right).toBeLessThan(170);
  expect(table?.box.bottom).toBe(745);
});

test('finds columns between rules that run above, below and under the head', () => {
  const rules = [86, 106, 166].map((y) => horizontal(y, 50, 300));
  expect(tablesOf(content(cells(fruit, [55, 155, 255]), rules))).toEqual([fruitLines]);
});

test('finds columns without any rule', () => {
  expect(tablesOf(content(cells(fruit, [55, 155, 255])))).toEqual([fruitLines]);
});

test('keeps the lines of a cell together where rows stand farther apart than lines', () => {
  const runs = [
    ...cells([['Stage', 'What it does', 'Cost']], [55, 155, 305]),
    ...cells(
      [
        ['Load', 'reads files and', 'low'],
        ['', 'folders', ''],
      ],
      [55, 155, 305],
      { top: 124, pitch: 12 },
    ),
    ...cells([['Pack', 'makes one prefix', 'none']], [55, 155, 305], { top: 160 }),
    ...cells(
      [
        ['Answer', 'asks a model for', 'high'],
        ['', 'an answer', ''],
      ],
      [55, 155, 305],
      { top: 184, pitch: 12 },
    ),
  ];
  expect(tablesOf(content(runs))).toEqual([
    [
      'Stage | What it does | Cost',
      'Load | reads files and folders | low',
      'Pack | makes one prefix | none',
      'Answer | asks a model for an answer | high',
    ],
  ]);
});

test('lets a head span the columns below it', () => {
  const head = [run('Weights and prices', 160, 80)];
  const rules = [66, 166].map((y) => horizontal(y, 50, 300));
  expect(
    tablesOf(content([run('Kind', 55, 80), ...head, ...cells(fruit, [55, 155, 255])], rules))[0]?.[0],
  ).toBe('Kind | Weights and prices <2');
});

test('finds a table in one column of a page and not across the columns', () => {
  const runs = [...prose(50, 200, 12), ...prose(320, 88, 22), ...cells(fruit, [55, 120, 185], { pitch: 12 })];
  expect(tablesOf(content(runs))).toEqual([fruitLines]);
});

test('leaves no word in the box of a table out of it', () => {
  const runs = [...cells(fruit, [55, 155, 255]), run('*', 210, 133, { angle: 45 })];
  const words = findTables(content(runs)).flatMap(({ rows }) => rows.flat().map(({ text }) => text));
  expect(words.join(' ')).toContain('*');
});

test('takes the lines that stand free above a ruled table for its head', () => {
  const rows = cells(fruit.slice(1), [55, 155, 255], { top: 120 });
  const head = [
    ...cells([['', 'Net', 'Unit']], [55, 155, 255], { top: 88 }),
    ...cells(fruit.slice(0, 1), [55, 155, 255]),
  ];
  const [table] = findTables(content([...rows, ...head], grid([106, 126, 146, 166], [50, 150, 250, 350])));
  expect(table && show(table)).toEqual(['Fruit | Net Weight | Unit Price', ...fruitLines.slice(1)]);
  expect(table?.headRows).toBe(1);
});

test('lets a free head span the columns that it stands over, and takes no title for a head', () => {
  const rows = [
    ['Place', 'In', 'Out', 'In', 'Out'],
    ['North', '1', '2', '3', '4'],
    ['South', '5', '6', '7', '8'],
  ];
  const xs = [55, 155, 205, 255, 305];
  const page = content(
    [
      ...cells(rows, xs, { top: 120 }),
      run('Goods', 190, 102),
      run('People', 290, 102),
      run('Area', 60, 102),
      run('A title of it', 165, 84),
    ],
    grid([106, 126, 146, 166], [50, 150, 200, 250, 300, 350]),
  );
  expect(tablesOf(page)).toEqual([['Area | Goods <2 | People <2', ...rows.map((row) => row.join(' | '))]]);
});

test('finds the head above shades that begin with the first row', () => {
  const rows = cells(
    [
      ['5', '120', '0.40'],
      ['6', '150', '0.55'],
      ['7', '40', '0.20'],
    ],
    [55, 155, 255],
    { top: 112, pitch: 12 },
  );
  const shades = [103, 114, 127, 138].map((y) => horizontal(y, 50, 350));
  const [table] = findTables(
    content([...cells([['Number', 'Weight', 'Price']], [40, 155, 255]), ...rows], shades),
  );
  expect(table && show(table)[0]).toBe('Number | Weight | Price');
  expect(table).toMatchObject({ headRows: 1, rows: { length: 4 } });
});

test('parts columns where full cells leave hardly a blank between them', () => {
  const rows = [
    ['Name', 'Street', 'Town', '2024', '2025'],
    ['Ahab', 'North Quay 1', 'Nantucket', '12', '1.0'],
    ['Ishmael of the sea', 'South Quay 22', 'Boston', '7', '-100.0'],
    ['Queequeg the tall', 'Long Wharf 303', 'Salem', '1345', '-100.0'],
    ['Starbuck', 'Mill Lane 4', 'Nantucket', '20', '0.5'],
    ['Stubb the merry man', 'Church Street 5', 'Lynn', '3', '0.4'],
    ['Flask', 'Hill 6', 'Boston', '1880', '-120.0'],
  ];
  const runs = rows.flatMap((row, r) =>
    row.map((text, c) => {
      const left = [50, 148, 226, 0, 0][c] ?? 0;
      const right = [0, 0, 0, 310, 343][c] ?? 0;
      return run(text, left || right - text.length * 5, 100 + r * 14);
    }),
  );
  expect(tablesOf(content(runs))).toEqual([rows.map((row) => row.join(' | '))]);
});

test('parts no head where its words begin above the numbers of a column', () => {
  const rows = ['11', '14', '17', '20', '23'].map((day) => [day, '12.50', '13.50']);
  const head = [
    ...cells([['No', 'Unit', 'rate', 'Total']], [30, 76, 100, 200], { top: 76 }),
    ...cells([['', 'less', 'tax', 'due']], [30, 76, 100, 200], { top: 88 }),
  ];
  const [table] = findTables(content([...head, ...cells(rows, [30, 100, 200], { pitch: 12 })]));
  expect(table && show(table)[0]).toBe('No | Unit rate less tax | Total due');
});

test('heads a table by the bold titles over all of it and the line below them', () => {
  const rules = [
    ...[86, 106, 126, 146, 166, 186].map((y) => horizontal(y, 50, 350)),
    vertical(50, 86, 186),
    vertical(350, 86, 186),
  ];
  const parts = [150, 250].map((x) => vertical(x, 126, 186));
  const titles = cells([['Report on fruit'], ['Year 2024'], ...fruit.slice(0, 1)], [55, 155, 255], {
    font: 'bold',
  });
  const rows = cells(fruit.slice(1, 3), [55, 155, 255], { top: 160 });
  expect(findTables(content([...titles, ...rows], [...rules, ...parts]))[0]?.headRows).toBe(3);
});

test('finds a table whose labels would reach into another table', () => {
  const beside = cells(
    [
      ['7', 'x'],
      ['8', 'y'],
      ['9', 'z'],
    ],
    [55, 105],
  );
  const rows = cells(fruit, [180, 250, 320], { top: 104, pitch: 20 });
  const labels = [104, 124, 144, 164].map((y) => run('id', 142, y));
  const page = content(
    [...beside, ...rows, ...labels],
    [...grid([86, 106, 126, 146], [50, 100, 145]), ...grid([90, 110, 130, 150, 170], [170, 240, 310, 400])],
  );
  expect(tablesOf(page)).toEqual([['7 | x', '8 | y', '9 | z'], fruitLines]);
});

test('takes no column of prose left of a frame for labels', () => {
  const rows = fruit.slice(0, 4).map(([, ...rest]) => rest);
  const text = [100, 120, 140, 160].map((y) => run('words of prose here', 50, y));
  const page = content(
    [...text, ...cells(rows, [155, 255])],
    grid([86, 106, 126, 146, 166], [150, 250, 350]),
  );
  expect(tablesOf(page)).toEqual([rows.map((row) => row.join(' | '))]);
});

test('takes the rows of another table right above a frame for no head', () => {
  const rows = cells(fruit, [55, 155, 255], { top: 120 });
  const other = cells(
    [
      ['Kind', 'Count', 'Share'],
      ['Ripe', '7', '0.5'],
    ],
    [55, 155, 255],
    { top: 88, pitch: 12 },
  );
  const page = content([...rows, ...other], grid([106, 126, 146, 166, 186], [50, 150, 250, 350]));
  expect(tablesOf(page)).toEqual([fruitLines]);
});

test('takes the labels left of a frame for the first column', () => {
  const page = content(cells(fruit, [20, 155, 255]), grid([86, 106, 126, 146, 166], [150, 250, 350]));
  expect(tablesOf(page)).toEqual([fruitLines]);
});

test('parts the rows of a table whose rules part the columns of its head alone', () => {
  const rules = [
    ...[86, 106, 170].map((y) => horizontal(y, 50, 350)),
    vertical(50, 86, 170),
    vertical(350, 86, 170),
    ...[150, 250].map((x) => vertical(x, 86, 106)),
  ];
  expect(tablesOf(content(cells(fruit, [55, 155, 255]), rules))).toEqual([fruitLines]);
});

test('goes on below the title of a section that stands out to the left, and above its rows', () => {
  const rows = [...fruit.slice(0, 3), ['Dried', '', ''], ...fruit.slice(3), ['Fig', '20', '0.90']];
  const runs = rows.flatMap((row, index) =>
    cells([row], [index === 3 ? 50 : 75, 175, 275], { top: 100 + index * 20 }),
  );
  expect(tablesOf(content(runs))).toEqual([
    [...fruitLines.slice(0, 3), 'Dried |  | ', 'Plum | 40 | 0.20', 'Fig | 20 | 0.90'],
  ]);
});

test('goes on over a wider gap to the title of a section where all rows stand far apart', () => {
  const rows = cells(fruit, [55, 155, 255], { pitch: 26 });
  const title = run('Dried', 55, 100 + 3 * 26 + 36);
  const more = cells([['Fig', '20', '0.90']], [55, 155, 255], { top: 100 + 5 * 26 + 14 });
  expect(tablesOf(content([...rows, title, ...more]))).toEqual([
    [...fruitLines, 'Dried |  | ', 'Fig | 20 | 0.90'],
  ]);
});

test('gives the title of a section a row of its own, however close its rows stand, and never makes it a head', () => {
  const rows = [
    ['Fruit', '2024', '2025'],
    ['Fresh:', '', ''],
    ['Apple', '120', '130'],
    ['Pear', '150', '160'],
    ['Dried', '', ''],
    ['Fig', '20', '0.90'],
    ['Date', '8', '0.10'],
    ['Total', '298', '291'],
  ];
  const tops = [100, 120, 132, 152, 172, 184, 204, 224];
  const runs = rows.flatMap((row, index) =>
    cells([row], [55, 155, 255], { top: tops[index] ?? 0, font: [0, 1, 4].includes(index) ? 'bold' : 'f' }),
  );
  const [table] = findTables(content(runs));
  expect(table && show(table)).toEqual(rows.map((row) => row.join(' | ')));
  expect(table?.headRows).toBe(1);
});

test('keeps the number of a caption, and the line of units below it, out of the table', () => {
  const caption = [run('Table 3', 55, 64), run('Prices of fruit', 155, 64), run('(in grams)', 130, 82)];
  expect(tablesOf(content([...caption, ...cells(fruit, [55, 155, 255])]))).toEqual([fruitLines]);
});

test('takes a head between two rules and the rows below it for one table', () => {
  const head = [
    run('Net', 155, 94),
    run('Unit', 255, 94),
    ...cells([['Fruit', 'weight', 'price']], [55, 155, 255], { top: 106 }),
  ];
  const rows = [run('Fresh', 50, 124), ...cells(fruit.slice(1), [55, 155, 255], { top: 140 })];
  const rules = [horizontal(82, 50, 350), horizontal(110, 50, 350)];
  expect(tablesOf(content([...head, ...rows], rules))).toEqual([
    ['Fruit | Net weight | Unit price', 'Fresh |  | ', ...fruitLines.slice(1)],
  ]);
});

test('takes fields with figures between two rules for no head of the table below them', () => {
  const form = cells(
    [
      ['Day 28', 'Hour 20', 'Room 4'],
      ['217', '40', '257'],
    ],
    [55, 155, 255],
    { pitch: 12 },
  );
  const rows = cells(fruit, [55, 155, 255], { top: 134 });
  const page = content([...form, ...rows], [horizontal(86, 50, 350), horizontal(116, 50, 350)]);
  expect(tablesOf(page)).toEqual([['Day 28 | Hour 20 | Room 4', '217 | 40 | 257'], fruitLines]);
});

test('keeps rows apart by their numbers, however close they stand', () => {
  const far = cells(
    [...fruit.slice(1), ['Fig', '20', '0.90'], ['Date', '8', '0.10'], ['Total', '', '2.17']],
    [55, 155, 255],
  );
  const close = cells(
    [
      ['Sugar', '', '0.01'],
      ['Water', '', '0.02'],
    ],
    [55, 155, 255],
    { top: 212, pitch: 12 },
  );
  const lines = tablesOf(content([...far, ...close])).flat();
  expect(lines.slice(-3)).toEqual(['Total |  | 2.17', 'Sugar |  | 0.01', 'Water |  | 0.02']);
});

test('leaves prose between the rules of two titles out of the table below it', () => {
  const text = Array.from({ length: 3 }, (_, line) =>
    run('these words of prose fill the whole line from rule to rule here', 50, 100 + line * 12),
  );
  const rows = cells(fruit, [55, 155, 255], { top: 150 });
  const page = content([...text, ...rows], [horizontal(80, 50, 370), horizontal(230, 50, 370)]);
  expect(tablesOf(page)).toEqual([fruitLines]);
});

const labels = cells(
  [
    ['Katrina', 'Longwang', 'Damrey'],
    ['headed', 'threatened', 'passed'],
    ['', 'evacuated', 'hit'],
  ],
  [60, 160, 260],
);

test('finds the table of numbers that a figure shows, and the one that stands above a figure', () => {
  const rows = [
    ['Port', 'Whales', 'Ships'],
    ['Hull', '12', '3'],
    ['Nantucket', '30', '41'],
  ];
  const figure = run('Figure 3. Whales by port', 60, 180);
  expect(tablesOf(content([...cells(rows, [60, 160, 260]), figure]))).toHaveLength(1);
  const title = run('Table 2. Where they went', 60, 80);
  expect(tablesOf(content([title, ...labels, figure]))).toHaveLength(1);
});

test.each<[string, PageContent]>([
  ['two columns of prose', content([...prose(50, 100, 20), ...prose(320, 100, 20)])],
  [
    'columns of prose between rules',
    content(
      [...prose(50, 100, 20), ...prose(320, 100, 20)],
      [horizontal(80, 50, 550), horizontal(350, 50, 550)],
    ),
  ],
  [
    'contents with the numbers of pages',
    content(
      cells(
        [
          ['The first part', '3'],
          ['The second part', '17'],
          ['The third part', '40'],
          ['An index', '61'],
        ],
        [50, 500],
      ),
    ),
  ],
  [
    'contents with leaders',
    content(
      cells(
        [
          ['Load .........', '.....', '3'],
          ['Pack .........', '.....', '7'],
          ['Answer .......', '.....', '9'],
        ],
        [50, 150, 500],
      ),
    ),
  ],
  [
    'a list',
    content(
      cells(
        [
          ['1.', 'Take one'],
          ['2.', 'Take two'],
          ['3.', 'Take three'],
          ['4.', 'Stop'],
        ],
        [50, 80],
      ),
    ),
  ],
  [
    'numbered equations',
    content(
      cells(
        [
          ['a = b', '(1)'],
          ['c = d + e', '(2)'],
          ['f = g', '(3)'],
        ],
        [200, 500],
      ),
    ),
  ],
  [
    'code in columns',
    content(
      cells(
        [
          ['x = 1', '# one', 'a'],
          ['y = 2', '# two', 'b'],
          ['z = 3', '# three', 'c'],
        ],
        [50, 150, 250],
        { font: 'code' },
      ),
    ),
  ],
  [
    'code on a shaded ground',
    content(
      cells(
        [
          ['x = 1', '# one'],
          ['y = 2', '# two'],
          ['z = 3', '# three'],
        ],
        [50, 150],
        { font: 'code' },
      ),
      [horizontal(80, 40, 400), horizontal(160, 40, 400)],
    ),
  ],
  [
    'a listing with the numbers of its lines',
    content(
      cells(
        [
          ['1', 'begin'],
          ['2', 'solve(u)'],
          ['3', 'plot(u)'],
          ['4', 'end'],
        ],
        [50, 80],
      ),
    ),
  ],
  [
    'a list in a frame',
    content(
      [
        run('It includes:', 55, 84),
        ...cells(
          [
            ['-', 'The schedule of prices'],
            ['-', 'A plan of the work'],
            ['-', 'Terms'],
          ],
          [55, 80],
        ),
      ],
      [horizontal(70, 50, 300), horizontal(150, 50, 300)],
    ),
  ],
  [
    'one row of boxes',
    content(cells([['Name', 'Date', 'Page']], [55, 155, 255]), grid([86, 106], [50, 150, 250, 350])),
  ],
  [
    'two words in boxes',
    content([run('From', 55, 100), run('To', 155, 120)], grid([86, 106, 126], [50, 150, 250])),
  ],
  ['a frame around prose', content(prose(60, 100, 5), grid([80, 180], [50, 400]))],
  [
    'the paper of a chart',
    content([run('0', 55, 100), run('9', 355, 200)], grid([90, 130, 170, 210], [50, 150, 250, 350])),
  ],
  [
    'the labels of a drawing, above its caption',
    content([...labels, run('Figure 3. Whales and ships', 60, 200)]),
  ],
  [
    'boxes of a drawing with labels, above its caption',
    content(
      [...labels.slice(0, 4), run('the deck', 90, 160), run('Figure 3. Whales and ships', 20, 200)],
      grid([88, 108, 128], [50, 150, 250, 350]),
    ),
  ],
  [
    'equations with their numbers',
    content(
      cells(
        [
          ['P(a)', '=', 'f(a)', '(1)'],
          ['Q(a)', '=', 'g(a)', '(2)'],
          ['R(a)', '=', 'h(a)', '(3)'],
        ],
        [100, 150, 180, 290],
      ),
    ),
  ],
  [
    'lines of prose that a highlighter has marked',
    content(
      cells(
        [['the whale was seen by all of'], ['the crew and by nobody else'], ['until the evening of the day']],
        [50],
        {
          pitch: 12,
        },
      ),
      [...grid([90, 102, 114, 126], [48, 190]), vertical(90, 90, 102), vertical(70, 114, 126)],
    ),
  ],
  [
    'columns of Japanese prose',
    content(
      cells(
        Array.from({ length: 6 }, () => ['日'.repeat(18), '本'.repeat(18)]),
        [50, 300],
        { pitch: 14 },
      ),
    ),
  ],
])('takes %s for no table', (_, page) => {
  expect(tablesOf(page)).toEqual([]);
});

test('reads a grid of hundreds of columns without looking for each of them in each', () => {
  const runs = Array.from(
    { length: 6000 },
    (_, at): TextRun => ({
      text: 'x',
      x: (at % 300) * 20,
      y: 12 * Math.floor(at / 300),
      width: 5,
      size: 10,
      angle: 0,
      direction: 'ltr',
      font: 'f',
    }),
  );
  const start = process.cpuUsage();
  findTables({ page: 1, width: 6000, height: 800, runs, fonts: new Map() });
  // Half a second; each column in each took 9 s. The processor's time, for a busy machine's clock says nothing.
  expect(process.cpuUsage(start).user).toBeLessThan(3_000_000);
});
