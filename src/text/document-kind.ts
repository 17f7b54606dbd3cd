/** What a document is to a question about a repository, judged by its address alone. */
export type DocumentKind = 'noise' | 'tests' | 'docs' | 'other';

/**
 * `noise` is what tools write and nobody reads (lock files, minified and generated code, snapshots, vendored code, data),
 * `tests` are tests and what they read, `docs` are prose; the README at the root is `other`, since it says what all is about.
 */
export function documentKind(source: string): DocumentKind {
  const path = `/${source.toLowerCase()}`;
  if (noise.test(path)) return 'noise';
  if (tests.test(path)) return 'tests';
  if (/^\/readme(\.[a-z]+)?$/.test(path)) return 'other';
  return docs.test(path) ? 'docs' : 'other';
}

const noise = anyOf([
  /\/(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum)$|\.(lock|lockfile)$/,
  /\.min\.(js|css|mjs|cjs)$|\.(map|snap|svg|csv|tsv|ndjson|jsonl|po|pot)$/,
  /\.pb\.(go|cc|h)$|_pb2(_grpc)?\.pyi?$|[._]generated\.|\.g\.dart$|\.designer\.cs$/,
  /\/(vendor|third[_-]party|node_modules|bower_components|__snapshots__|generated)\//,
]);

const tests = anyOf([
  /\/(tests?|__tests__|specs?|e2e|testdata|test-data|fixtures?|__fixtures__|__mocks__)\//,
  /[._-](test|tests|spec)\.[a-z]+$|\/test_[^/]*\.py$|\/conftest\.py$/,
]);

const docs = anyOf([
  /\/(docs?|documentation|examples?)\//,
  /\.(md|mdx|markdown|rst|adoc|txt)$|\/(changelog|changes|news|history|license|authors)$/,
]);

/** As one: most paths match none, and nine looks at each of 27,674 paths take longer. */
function anyOf(patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'));
}
