// What quire adds to a prompt of a million tokens: one question over 4.5 MB of documents, beside a bare `streamText` that sends the
// same bytes to the same server on this machine, each in a process of its own, in turns:
//   npx node scripts/bench-prompt.ts [--megabytes 4.5] [--rounds 5] [--json]
// Medians are printed. Preparing the context is not in it: it is done once, however many questions follow.
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createAlibaba } from '@ai-sdk/alibaba';
import { streamText } from 'ai';
import { answerQuestion, prepareContext, type TextSegment } from '../src/index.ts';

interface Measure {
  readonly milliseconds: number;
  /** Megabytes of the whole process at its peak. */
  readonly peakMb: number;
  readonly requestBytes: number;
}

/** More than this over the bare call, in time or memory, and something is wrong. */
const mostTimes = 1.3;

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '4.5' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    way: { type: 'string' },
  },
});

if (values.way === undefined) compare();
else console.log(JSON.stringify(await measure(values.way)));

/** Both ways prepare the same context, so that what differs is the question alone. */
async function measure(way: string): Promise<Measure> {
  const server = await serve();
  const model = createAlibaba({ baseURL: server.url, apiKey: 'none' })('qwen3.5-flash');
  const context = await prepareContext({ sources: [makeDocuments()], model, strategy: 'pack' });
  if (context.strategy !== 'pack') throw new Error('Expected a pack.');
  const question = 'Where are retries configured?';
  const marker = { alibaba: { cacheControl: { type: 'ephemeral' } } };
  const ask =
    way === 'quire'
      ? () => answerQuestion({ context, question, reasoning: 'none' })
      : async () => {
          const result = streamText({
            model,
            reasoning: 'none',
            maxOutputTokens: context.maxOutputTokens,
            messages: [
              {
                role: 'user',
                content: [
                  { type: 'text', text: context.prefix.text, providerOptions: marker },
                  { type: 'text', text: question },
                ],
              },
            ],
          });
          await result.text;
        };
  // The first one loads the AI SDK, which both need.
  await ask();
  const started = performance.now();
  await ask();
  const milliseconds = performance.now() - started;
  server.close();
  return { milliseconds, peakMb: process.resourceUsage().maxRSS / 1024, requestBytes: server.bytes() };
}

/** Files of 30 kB, as a repository has them. */
function makeDocuments(): readonly TextSegment[] {
  const wanted = Number(values.megabytes) * 1e6;
  const line =
    'export const retries = await load(options.retries ?? defaults.retries); // see the handbook\n';
  const text = line.repeat(Math.ceil(30_000 / line.length));
  const location = { type: 'lines', start: 1, end: text.split('\n').length } as const;
  return Array.from({ length: Math.floor(wanted / text.length) }, (_, index) => ({
    ...({ type: 'text', source: `src/file-${index}.ts`, location } as const),
    text: `// ${index}\n${text}`,
  }));
}

/** A server that reads all of a request and answers with a few words. */
async function serve() {
  let bytes = 0;
  const chunk = (fields: object) =>
    `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 0, model: 'm', ...fields })}\n\n`;
  const answer = [
    chunk({
      choices: [
        {
          index: 0,
          delta: { role: 'assistant', content: 'Here.<cite id="src/file-7.ts">see the handbook</cite>' },
          finish_reason: null,
        },
      ],
    }),
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
    chunk({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 3, total_tokens: 13 } }),
    'data: [DONE]\n\n',
  ].join('');
  const server = createServer((request, response) => {
    bytes = 0;
    request.on('data', (data: Buffer) => {
      bytes += data.length;
    });
    request.on('end', () => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    bytes: () => bytes,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function compare(): void {
  const measures: Record<'quire' | 'bare', Measure[]> = { quire: [], bare: [] };
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const way of ['bare', 'quire'] as const) {
      const args = [fileURLToPath(import.meta.url), '--way', way, '--megabytes', values.megabytes];
      const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      measures[way].push(JSON.parse(stdout) as Measure);
    }
  }
  const [quire, bare] = [median(measures.quire), median(measures.bare)];
  const times = { time: quire.milliseconds / bare.milliseconds, memory: quire.peakMb / bare.peakMb };
  if (values.json) {
    console.log(JSON.stringify({ quire, bare, times }, null, 2));
  } else {
    for (const [way, { milliseconds, peakMb, requestBytes }] of Object.entries({ quire, bare })) {
      console.log(
        `${way.padEnd(6)} ${milliseconds.toFixed(0).padStart(6)} ms  ${peakMb.toFixed(0).padStart(5)} MB  ${requestBytes} bytes sent`,
      );
    }
    const verdict = Math.max(times.time, times.memory) <= mostTimes ? 'reached' : 'MISSED';
    console.log(
      `${verdict}: ${times.time.toFixed(2)} times the time, ${times.memory.toFixed(2)} times the memory, at most ${mostTimes}`,
    );
  }
}

function median(all: readonly Measure[]): Measure {
  const middle = (field: keyof Measure) =>
    all.map((each) => each[field]).sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
  return {
    milliseconds: middle('milliseconds'),
    peakMb: middle('peakMb'),
    requestBytes: middle('requestBytes'),
  };
}
