import { type CacheStore, getJson, setJson } from '../../cache-store.ts';
import { openCacheTable } from '../../cache-table.ts';
import type { Skipped, TextSegment } from '../../segment.ts';
import { nameContent } from '../../text/name-content.ts';
import { type FoundSecret, findSecret } from './find-secret.ts';
import { secretSkip } from './leave-out-secrets.ts';
import { mayHoldSecret } from './may-hold-secret.ts';

/** Scans files for secrets, and remembers what it found. */
export interface SecretScan {
  /** The segments of one file, with skips in place of those that hold a secret; at once where nothing has to be scanned. */
  tell(
    file: { readonly text: string; readonly version: string; readonly source: string },
    segments: readonly TextSegment[],
  ): readonly (TextSegment | Skipped)[] | Promise<readonly (TextSegment | Skipped)[]>;
  /** Keeps what was scanned. */
  save(): Promise<void>;
}

/** Changes with the rules of `findSecret` and `mayHoldSecret`: then every file is scanned again. */
const rulesVersion = 2;
const cleanKey = `clean-${rulesVersion}`;
const foundKey = `found-${rulesVersion}`;
/** 16 MB on disk. */
const maxRows = 1_000_000;

/** For each segment of a file what was found in it: the rule and the line, never the secret. */
type Verdict = readonly (FoundSecret | null)[];

/**
 * A scan with a memory in `cache`: 25 MB take 0.1 s to look through and the rules 0.1 s to load, for files that are as they were
 * yesterday.
 */
export async function createSecretScan(cache: CacheStore | undefined): Promise<SecretScan> {
  const readClean = async () => openCacheTable(await cache?.get(namespace, cleanKey), 0);
  const readFound = async () => readVerdicts(cache && (await getJson(cache, namespace, foundKey)));
  const [clean, found] = await Promise.all([readClean(), readFound()]);
  const newlyClean = new Map<string, readonly number[]>();
  const newlyFound = new Map<string, Verdict>();

  async function scan(segments: readonly TextSegment[]): Promise<Verdict> {
    return Promise.all(segments.map(async ({ text, source }) => (await findSecret(text, source)) ?? null));
  }

  return {
    tell({ text, version, source }, segments) {
      // Some rules go by the kind of file.
      const name = cache && nameContent(text, version, `${source} ${text.length}`);
      if (name !== undefined && clean.find(name) !== undefined) return segments;
      const known = name === undefined ? undefined : found.get(name);
      if (known?.length === segments.length) return applyVerdict(segments, known);
      if (!mayHoldSecret(text)) {
        if (name !== undefined) newlyClean.set(name, []);
        return segments;
      }
      return scan(segments).then((verdict) => {
        if (name !== undefined) {
          if (verdict.every((secret) => secret === null)) newlyClean.set(name, []);
          else newlyFound.set(name, verdict);
        }
        return applyVerdict(segments, verdict);
      });
    },
    async save() {
      if (cache === undefined) return;
      if (newlyClean.size > 0) {
        await cache.set(namespace, cleanKey, (await readClean()).merge(newlyClean, maxRows));
      }
      if (newlyFound.size > 0) {
        const all = new Map([...(await readFound()), ...newlyFound]);
        await setJson(cache, namespace, foundKey, Object.fromEntries([...all].slice(-maxFound)));
      }
      newlyClean.clear();
      newlyFound.clear();
    },
  };
}

const namespace = 'secret-scans';
/** Of 62,437 files of eight repositories twelve held something. */
const maxFound = 10_000;

function applyVerdict(
  segments: readonly TextSegment[],
  verdict: Verdict,
): readonly (TextSegment | Skipped)[] {
  return segments.map((segment, index) => {
    const secret = verdict[index] ?? null;
    return secret === null ? segment : secretSkip(segment, secret);
  });
}

function readVerdicts(value: unknown): ReadonlyMap<string, Verdict> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(Object.entries(value).filter((entry): entry is [string, Verdict] => isVerdict(entry[1])));
}

function isVerdict(value: unknown): value is Verdict {
  return (
    Array.isArray(value) &&
    value.some((each) => each !== null) &&
    value.every((each) => each === null || (typeof each?.rule === 'string' && Number.isInteger(each.line)))
  );
}
