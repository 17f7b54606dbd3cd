const tables = new Map<string, ReadonlyMap<string, readonly number[]>>();

/** Encodes text in an encoding from before Unicode: the reverse of `TextDecoder`, which Node has no writer for. */
export function encodeLegacy(text: string, label: string): Buffer {
  const table = tables.get(label) ?? reverse(label);
  tables.set(label, table);
  return Buffer.from(
    Array.from(text, (character) => {
      const bytes = table.get(character);
      if (bytes === undefined) throw new Error(`${label} has no ${JSON.stringify(character)}`);
      return bytes;
    }).flat(),
  );
}

function reverse(label: string): ReadonlyMap<string, readonly number[]> {
  const table = new Map<string, readonly number[]>();
  const decoder = new TextDecoder(label, { fatal: true });
  const keep = (bytes: readonly number[]) => {
    try {
      const text = decoder.decode(Uint8Array.from(bytes));
      if ([...text].length === 1 && !table.has(text)) table.set(text, bytes);
    } catch {
      // These bytes are no character.
    }
  };
  for (let byte = 0; byte <= 0xff; byte++) keep([byte]);
  for (let first = 0x81; first <= 0xfe; first++)
    for (let second = 0x40; second <= 0xfe; second++) keep([first, second]);
  return table;
}
