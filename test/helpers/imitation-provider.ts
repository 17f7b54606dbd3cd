import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { alibabaProtocol } from './alibaba-protocol.ts';
import { answerCall } from './answer-call.ts';
import type { Fault } from './fault.ts';
import { formatConfig, gatewayProtocol } from './gateway-protocol.ts';
import { calculateInvoice, type Invoice } from './invoice.ts';
import { createState, type ImitationOptions, pricesOf, type State } from './provider-state.ts';
import { type ReceivedRequest, readBody } from './received-request.ts';

const gatewayPath = '/v4/ai';
const alibabaPath = '/compatible-mode/v1';

/** A provider on this machine, with its bookkeeping open to the test. */
export interface ImitationProvider {
  /** `baseURL` for `createGateway`. */
  readonly gatewayUrl: string;
  /** `baseURL` for `createAlibaba`. */
  readonly alibabaUrl: string;
  /** Every model call that arrived, refused ones included, in order of arrival. */
  readonly requests: readonly ReceivedRequest[];
  /** What has to be paid so far. Requests that were cut are on it once the server has noticed: see `settled`. */
  readonly invoice: Invoice;
  /** Moves the clock, and with it the cache's. */
  advance(seconds: number): void;
  /** Makes the next model call fail; several faults wait in line. */
  failNext(fault: Fault, times?: number): void;
  /** Resolves when no request is under way: after an abort, the server learns of it a moment later. A hanging one counts. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a provider on this machine that speaks the AI Gateway's and Alibaba's protocol, matches and bills the explicit cache,
 * refuses what the vendor refuses, and writes an invoice. It imports nothing from src.
 */
export async function startImitationProvider(options: ImitationOptions = {}): Promise<ImitationProvider> {
  const state = createState(options);
  const server = createServer((request, response) => {
    const handled = handle(request, response, state).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(String(error));
    });
    state.underWay.add(handled);
    void handled.finally(() => state.underWay.delete(handled));
  });
  // Clients let go of an idle connection after four seconds; a server that did so at nearly the same time would cut requests off.
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The imitation has no port.');
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    gatewayUrl: origin + gatewayPath,
    alibabaUrl: origin + alibabaPath,
    requests: state.requests,
    get invoice() {
      return calculateInvoice(state.charges);
    },
    advance: state.advance,
    failNext: state.failNext,
    async settled() {
      await Promise.all(state.underWay);
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await Promise.all(state.underWay);
    },
  };
}

async function handle(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const door = `${request.method} ${url.pathname}`;
  switch (door) {
    case `POST ${gatewayPath}/language-model`:
      return answerCall(request, response, { state, protocol: gatewayProtocol });
    case `POST ${alibabaPath}/chat/completions`:
      return answerCall(request, response, { state, protocol: alibabaProtocol });
    case `GET ${gatewayPath}/config`:
      return sendJson(
        response,
        formatConfig(
          state.models.map((model) => ({
            ...model,
            cacheRead: pricesOf(model, { route: 'gateway', state }).cacheRead,
          })),
        ),
      );
    case 'GET /__requests':
      return sendJson(response, state.requests);
    case 'GET /__invoice':
      return sendJson(response, calculateInvoice(state.charges));
    case 'POST /__advance':
      state.advance(Number(url.searchParams.get('seconds')));
      return sendJson(response, { now: state.now() });
    case 'POST /__fail':
      state.failNext(JSON.parse(await readBody(request)), Number(url.searchParams.get('times') ?? 1));
      return sendJson(response, { faults: state.faults.length });
    default:
      response.writeHead(404, { 'content-type': 'text/plain' }).end(`No such door: ${door}\n`);
  }
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
