/** A row of a CSV file by the names of its columns. */
export type CsvRow = Readonly<Record<string, string>>;

/**
 * Reads CSV as spreadsheets write it: fields in quotation marks may hold line breaks and, doubled, quotation marks; the separator is
 * the comma, the semicolon or the tab, whichever the first line has most of. A row that is cut off is left out.
 */
export function parseCsv(text: string): {
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
} {
  const separator = findSeparator(text);
  const field = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n][^${separator}\\r\\n]*|))(${separator}|\\r\\n|\\n|\\r|$)`,
    'y',
  );
  const records: string[][] = [];
  let record: string[] = [];
  while (field.lastIndex < text.length || record.length > 0) {
    const match = field.exec(text);
    if (match === null) break;
    const [, quoted, plain = '', end] = match;
    record.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === separator) continue;
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
    if (end === '') break;
  }
  const [columns = [], ...rest] = records;
  return {
    columns,
    rows: rest.map((values) => Object.fromEntries(columns.map((name, at) => [name, values[at] ?? '']))),
  };
}

/**
 * One row of CSV with its line break. Text that a spreadsheet would take for a formula, which a document may have put into an answer,
 * gets an apostrophe in front, as a person would type it; numbers stay numbers.
 */
export function formatCsvRow(values: readonly string[]): string {
  const fields = values.map((value) => {
    const isFormula = /^[=+@\t\r-]/.test(value) && !/^[+-]?\d[\d.,]*$/.test(value);
    const safe = isFormula ? `'${value}` : value;
    return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${fields.join(',')}\n`;
}

function findSeparator(text: string): string {
  const [head = ''] = text.split(/\r\n|\n|\r/, 1);
  const counts = [',', ';', '\t'].map((separator) => ({ separator, count: head.split(separator).length }));
  return counts.reduce((most, each) => (each.count > most.count ? each : most)).separator;
}
