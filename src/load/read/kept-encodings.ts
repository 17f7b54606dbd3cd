import { type CacheStore, getJson, setJson } from '../../cache-store.ts';
import { blobId } from './blob-id.ts';
import { type DecodedText, decodeAs, decodeText } from './decode-text.ts';

/** Decodes files that are not UTF-8, and remembers what they are. */
export interface EncodingGuess {
  /** As `decodeText`, at once where it is known. */
  decode(bytes: Uint8Array): DecodedText | Promise<DecodedText>;
  /** Keeps what was found out. */
  save(): Promise<void>;
}

/** Changes with the rules of `decodeText`: then every file is looked at again. */
const key = 'by-content-1';
const namespace = 'encodings';
/** 1 MB on disk; of 8,521 files of Vim 1,000 are not UTF-8. */
const maxKept = 10_000;

/** An encoding, or why the bytes are no text. */
type Verdict = readonly ['encoding' | 'binary', string];

/**
 * Guesses with a memory in `cache`, by content: to find out what a legacy file is in takes ten times as long as to read it.
 */
export async function createEncodingGuess(cache: CacheStore | undefined): Promise<EncodingGuess> {
  const kept = await readKept(cache);
  const found = new Map<string, Verdict>();

  async function find(bytes: Uint8Array): Promise<DecodedText> {
    const decoded = await decodeText(bytes);
    if (decoded.type === 'binary') found.set(blobId(bytes), ['binary', decoded.detail]);
    else if (decoded.encoding !== undefined) found.set(blobId(bytes), ['encoding', decoded.encoding]);
    return decoded;
  }

  return {
    decode(bytes) {
      const known = kept.size === 0 ? undefined : recall(bytes, kept.get(blobId(bytes)));
      // The caller's buffer may hold the next file by the time that it is looked at.
      return known ?? find(bytes.slice());
    },
    async save() {
      if (cache === undefined || found.size === 0) return;
      // Read anew: another process may have kept something meanwhile.
      const all = new Map([...(await readKept(cache)), ...found]);
      await setJson(cache, namespace, key, Object.fromEntries([...all].slice(-maxKept)));
      found.clear();
    },
  };
}

/** `undefined` also when the verdict cannot be of these bytes. */
function recall(bytes: Uint8Array, verdict: Verdict | undefined): DecodedText | undefined {
  if (verdict === undefined) return undefined;
  const [type, said] = verdict;
  if (type === 'binary') return { type, detail: said };
  const text = decodeAs(bytes, said);
  return text === undefined ? undefined : { type: 'text', text, encoding: said };
}

async function readKept(cache: CacheStore | undefined): Promise<ReadonlyMap<string, Verdict>> {
  const value = cache && (await getJson(cache, namespace, key));
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(Object.entries(value).filter((entry): entry is [string, Verdict] => isVerdict(entry[1])));
}

function isVerdict(value: unknown): value is Verdict {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    (value[0] === 'encoding' || value[0] === 'binary') &&
    typeof value[1] === 'string'
  );
}
