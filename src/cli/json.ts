/** The version of everything that `--json` prints. It changes when a field is renamed or removed, not when one is added. */
const schemaVersion = 1;

/** One JSON object and a line break. It may be read on a terminal, so what steers one is escaped: it stays the same JSON. */
export function formatJson(value: object): string {
  const json = JSON.stringify({ schemaVersion, ...value }, null, 2);
  return `${json.replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, toEscape)}\n`;
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
