/**
 * True when a file's name says that it holds keys or credentials. `path` is relative with `/`. Names only: found by reading
 * the ignore lists of GitHub, npm and cloud command lines; what a file contains is not looked at.
 */
export function isCredentialFile(path: string): boolean {
  const lower = `/${path.toLowerCase()}`;
  return credentials.test(lower) && !example.test(lower);
}

/** What a skip says about the way out. */
export const credentialDetail =
  'Its name says that it holds credentials. To read it on purpose, pass the file itself: loadText, or its path on the command line.';

/** Made to be shared: `.env.example`, `credentials.sample.json`. */
const example = /[.\-_](example|sample|template|dist)(\.[a-z]+)?$/;

const patterns = [
  /\/\.env(\.[^/]+)?$/,
  /\/\.envrc$/,
  // Private keys and key stores.
  /\.(pem|key|ppk|p8|p12|pfx|jks|keystore|kdbx)$/,
  /\/id_(rsa|dsa|ecdsa|ed25519)(_sk)?$/,
  // Tokens of package managers, git, databases and the web.
  /\/(\.npmrc|\.netrc|_netrc|\.pypirc|\.git-credentials|\.dockercfg|\.pgpass|\.my\.cnf|\.htpasswd|\.s3cfg|\.boto|\.vault-token)$/,
  // Clouds.
  /\/(\.aws\/(credentials|config)|\.kube\/config|\.docker\/config\.json)$/,
  /\/(application_default_)?credentials(\.tfrc)?\.json$/,
  /\/client_secret[^/]*\.json$/,
  /\/[^/]*service[-_]?account[^/]*\.json$/,
];

/** As one, since nearly every path matches none: nine looks at each of 27,674 paths take 40 ms more. */
const credentials = new RegExp(patterns.map(({ source }) => source).join('|'));
