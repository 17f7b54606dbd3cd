/** The version of everything that `--json` prints. It changes when a field is renamed or removed, not when one is added. */
const schemaVersion = 1;

/** One JSON object and a line break. */
export function formatJson(value: object): string {
  return `${JSON.stringify({ schemaVersion, ...value }, null, 2)}\n`;
}
