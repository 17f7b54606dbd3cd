/** The protocols that a repository is fetched by. `ext::` and the like run programs. */
const protocols = ['https', 'http', 'ssh', 'git', 'file'] as const;

/** An address that git can fetch from. */
export interface GitUrl {
  readonly url: string;
  readonly protocol: (typeof protocols)[number];
  /** Without user name and password: to be shown and kept. */
  readonly shown: string;
}

/** Documents that stand on web servers beside repositories. */
const document = /\.(pdf|html?|md|txt|json|xml|csv)([?#].*)?$/i;

/** A git address (`https://…`, `ssh://…`, `git@host:path`, `file://…`), or `undefined` for a path and for a document on the web. */
export function parseGitUrl(input: string | URL): GitUrl | undefined {
  if (typeof input !== 'string') return undefined;
  if (/^[\w.-]+@[\w][\w.-]*:(?!\/\/)/.test(input)) return { url: input, protocol: 'ssh', shown: input };
  const [, name] = /^([a-z]+):\/\/[^-]/i.exec(input) ?? [];
  const protocol = protocols.find((each) => each === name?.toLowerCase());
  if (protocol === undefined || document.test(input)) return undefined;
  return { url: input, protocol, shown: input.replace(/^(\w+:\/\/)[^/@]*@/, '$1') };
}
