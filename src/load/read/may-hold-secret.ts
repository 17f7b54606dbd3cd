/**
 * False when no rule can find a secret in the text, so that a repository is not scanned by thirty rules in full: one pass looks
 * for what each kind of secret begins with. True says nothing yet. Every rule of `findSecret` needs its line here.
 */
export function mayHoldSecret(text: string): boolean {
  return signs.test(text);
}

/**
 * By what they begin with, and as many of the characters that follow as tell them from words. Longest first letters are shared
 * (`gh[opsur]_`), because each alternative costs at every place of the text.
 */
const signs = new RegExp(
  [
    // Private keys, also in JSON.
    'PRIVATE KEY',
    // Amazon: key ids, and `secret_access_key = …`.
    'A(?:3T[A-Z0-9]|KIA|GPA|IDA|ROA|IPA|NPA|NVA|SIA)[A-Z0-9]{16}',
    '(?:SECRET|[Ss]ecret)_?(?:ACCESS|[Aa]ccess)_?(?:KEY|[Kk]ey)["\']?\\s*(?::|=)',
    // Passwords in addresses: of the web, of databases, of npm's GitHub form.
    '://[^\\s/:@]{1,256}:[^\\s/@]{1,256}@',
    ':x-oauth-basic@',
    '_authToken',
    // GitHub, GitLab, Grafana, Groq.
    'g(?:h[opsur]_[A-Za-z0-9]|ithub_pat_|lpat-|lc_|lsa_|sk_)[A-Za-z0-9_+/-]{17}',
    // OpenAI, Anthropic, Alibaba Cloud Model Studio, Stripe.
    'sk-(?:ant-api0|proj-|svcacct-|admin-|[A-Za-z0-9]{20})',
    '[rs]k_(?:live|test)_[A-Za-z0-9]{24}',
    // Google, Hugging Face, Linear, Notion, npm, 1Password.
    'AIza[\\w-]{35}',
    'hf_[A-Za-z0-9]{30}',
    'lin_api_',
    'ntn_\\d{11}',
    'npm_\\w{36}',
    'ops_ey',
    // Slack, SendGrid, Shopify.
    'x(?:ox[abopr]|app)-[\\w-]',
    '[Hh][Oo][Oo][Kk][Ss]\\.[Ss][Ll][Aa][Cc][Kk]\\.',
    'SG\\.\\w+\\.\\w',
    'shp(?:ca|at|pa|ss)_\\w{32}',
    // Vault, Vercel, Databricks, Docker, Figma, Cloudflare, Tailscale.
    'hv[sbr]\\.[\\w-]{90}',
    'vc[piark]_[A-Za-z0-9]{20}',
    'dapi[A-Fa-f0-9]{32}',
    'dckr_pat_',
    'figd_',
    'cf(?:k|ut|at)_[A-Za-z0-9]{40}',
    'tskey-',
  ].join('|'),
);
