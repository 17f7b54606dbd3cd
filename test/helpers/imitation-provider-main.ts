// The imitation as a process of its own, for tests of the command line: `node test/helpers/imitation-provider-main.ts`.
// Prints one line of JSON with its addresses. REPLY names the reply (see reply.ts), API_KEY the key that is let in, READ_PRICE
// is `tenth` or `hundredth`, TOKENS `words` or `bytes` (one for four of them), LIMITS `vendor` or `none`, LIFE_MINUTES when it ends.
// Over HTTP: GET /__requests, GET /__invoice, POST /__advance?seconds=N, POST /__fail with a fault.
import { startImitationProvider } from './imitation-provider.ts';
import { namedReply } from './reply.ts';

const { REPLY = 'quote', API_KEY = 'test-key', READ_PRICE = 'tenth' } = process.env;
// A test that dies must not leave a server behind for ever.
const { TOKENS = 'words', LIMITS = 'vendor', LIFE_MINUTES = '10' } = process.env;
if (READ_PRICE !== 'tenth' && READ_PRICE !== 'hundredth') {
  throw new Error(`READ_PRICE is "tenth" or "hundredth", not "${READ_PRICE}".`);
}
const provider = await startImitationProvider({
  reply: namedReply(REPLY),
  apiKey: API_KEY,
  gatewayReadPrice: READ_PRICE,
  limits: LIMITS === 'none' ? 'none' : 'vendor',
  ...(TOKENS === 'bytes' && { tokens: (text: string) => Math.ceil(Buffer.byteLength(text) / 4) }),
});
const { gatewayUrl, alibabaUrl } = provider;
console.log(JSON.stringify({ gatewayUrl, alibabaUrl, origin: new URL(gatewayUrl).origin }));
setTimeout(() => process.exit(1), Number(LIFE_MINUTES) * 60_000).unref();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void provider.close().then(() => process.exit(0)));
}
