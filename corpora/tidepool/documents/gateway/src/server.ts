import { createServer } from 'node:http';
import { ingest } from './ingest/index.ts';
import { bodyLimitBytes, requestTimeoutMs } from './http/limits.ts';
import { openStore } from './store/index.ts';

const port = Number(process.env.EBBLINE_PORT ?? 7410);
const store = await openStore();

createServer({ requestTimeout: requestTimeoutMs }, async (request, response) => {
  if (request.method === 'POST' && request.url === '/v2/readings') {
    const outcome = await ingest(request, { store, bodyLimitBytes });
    response.writeHead(outcome.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(outcome.body));
    return;
  }
  if (request.url === '/healthz') {
    // 503 while sealing: the load balancer must not send new batches to an archive that is closing a day.
    response.writeHead(store.sealing ? 503 : 204).end();
    return;
  }
  response.writeHead(404).end();
}).listen(port);
