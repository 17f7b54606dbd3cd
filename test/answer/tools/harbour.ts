import { type AnswerQuestionOptions, answerQuestion, streamAnswer } from '../../../src/answer-question.ts';
import type { Context } from '../../../src/context.ts';
import { prepareContext } from '../../../src/prepare-context.ts';
import type { Answer } from '../../../src/result.ts';
import type { TextSegment } from '../../../src/segment.ts';
import { type ImitationProvider, startImitationProvider } from '../../helpers/imitation-provider.ts';
import type { ImitatedReply, ImitatedRequest, ImitatedToolCall } from '../../helpers/reply.ts';
import { modelOf, type Route } from '../../helpers/sdk-routes.ts';

/** A provider whose model calls tools as it is told, request by request; the last turn is repeated for ever. */
export interface ToolProvider extends ImitationProvider {
  /** What the model saw, request by request. */
  readonly seen: readonly ImitatedRequest[];
}

export type Turn = string | readonly ImitatedToolCall[] | ImitatedReply;

const providers: ImitationProvider[] = [];

export async function startToolProvider(...turns: readonly Turn[]): Promise<ToolProvider> {
  const seen: ImitatedRequest[] = [];
  const provider = await startImitationProvider({
    reply(request) {
      seen.push(request);
      const turn = turns[Math.min(seen.length, turns.length) - 1] ?? '';
      return Array.isArray(turn) ? { toolCalls: turn } : (turn as ImitatedReply);
    },
  });
  providers.push(provider);
  return Object.assign(provider, { seen });
}

export async function closeToolProviders(): Promise<void> {
  await Promise.all(providers.splice(0).map((provider) => provider.close()));
}

export function file(source: string, lines: readonly string[]): TextSegment {
  const location = { type: 'lines', start: 1, end: lines.length } as const;
  return { type: 'text', source, location, text: `${lines.join('\n')}\n` };
}

const pages = [1, 2, 3].map(
  (page): TextSegment => ({
    type: 'text',
    source: 'survey.pdf',
    location: { type: 'page', page, label: `${page}-A` },
    text: `Page ${page} of the survey.\nDepth at buoy ${page} is ${page * 7} metres.\n`,
  }),
);

/** 203 lines of a handbook, three pages of a survey, one line of code: some 3,000 tokens. */
export const harbour: readonly TextSegment[] = [
  file('docs/harbour.md', [
    '# Harbour',
    'The lock closes at nine.',
    ...Array.from({ length: 200 }, (_, index) => `Mooring ${index} is free of charge for members.`),
    'Berth 12 costs forty crowns a night.',
  ]),
  ...pages,
  file('src/tide.ts', ['export const tide = 4;']),
];

export const question = 'When does the lock close?';

/** Retrieved, unless told otherwise. */
export function prepareHarbour(
  provider: ImitationProvider,
  route: Route['route'] = 'alibaba',
  options: Partial<Parameters<typeof prepareContext>[0]> = {},
): Promise<Context> {
  return prepareContext({
    sources: [harbour],
    model: modelOf(provider, route),
    strategy: 'retrieve',
    evidenceTokens: 400,
    ...options,
  });
}

/** One question with tools, whole or streamed. */
export function ask(
  manner: Route['manner'],
  options: Omit<AnswerQuestionOptions, 'question'> & { readonly question?: string },
): Promise<Answer> {
  const asked = { question, tools: 'read' as const, ...options };
  return manner === 'whole' ? answerQuestion(asked) : streamAnswer(asked).answer;
}
