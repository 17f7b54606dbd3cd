import type { EmbeddingModel } from 'ai';
import { instructions } from './answer/prompt/instructions.ts';
import { bindEmbedder, bindReranker } from './bind-models.ts';
import type { ChunkStore, KeptDocument } from './chunk-store.ts';
import type { Context } from './context.ts';
import { QuireError } from './errors.ts';
import { createTokenCounter } from './model/create-token-counter.ts';
import { findModelProfile } from './model/find-model-profile.ts';
import { findPriceCards } from './model/find-price-cards.ts';
import { modelAddress } from './model/model-address.ts';
import { checkBudget, questionTokens } from './pack/check-budget.ts';
import { decideStrategy } from './pack/decide-strategy.ts';
import type { PrepareContextOptions } from './prepare-options.ts';
import { createRetriever } from './retrieve/create-retriever.ts';
import { type Embedder, mostReranked } from './retrieve/model-ranking.ts';
import { createStoredVectors } from './retrieve/stored-vectors.ts';
import type { VectorIndex } from './retrieve/vector-index.ts';

/** The store, and as of `prepareContext` the model and how it is asked. */
export interface PrepareStoredContextOptions
  extends Pick<
    PrepareContextOptions,
    'model' | 'profile' | 'prices' | 'maxOutputTokens' | 'evidenceTokens' | 'rerankingModel' | 'weighDown'
  > {
  /** What `indexSources` has filled, here or on another machine. */
  readonly store: ChunkStore;
  /** Finds by meaning too, by the vectors that `indexSources` has kept with the same model. @default none: by words alone */
  readonly embeddingModel?: EmbeddingModel;
}

/** Characters of a token, about: a store says how much text it holds, not how a model counts it. */
const charactersPerToken = 4;
const foreignMargin = 0.1;

/**
 * Makes documents that stand in a store ready to be asked about: nothing is read but what each question finds. The sizes in
 * `context.decision` and `context.coverage` are estimated from characters.
 *
 * @throws QuireError `no-text` when the store is empty; `over-budget` when the model's window holds no evidence; `unknown-model`;
 * `bad-input` when documents have no vectors of `embeddingModel`
 * @example
 * const context = await prepareStoredContext({ store: lanceDbStore('./index'), model: 'alibaba/qwen3.5-flash' });
 */
export async function prepareStoredContext({
  store,
  model,
  ...options
}: PrepareStoredContextOptions): Promise<Context> {
  const address = modelAddress(model);
  const profile = findModelProfile(address.model, options.profile);
  const maxOutputTokens = Math.min(options.maxOutputTokens ?? 8_192, profile.maxOutputTokens);
  const documents = await store.documents();
  const kept = [...documents];
  if (kept.length === 0) {
    throw new QuireError('no-text', {
      skipped: 0,
      message: 'The store holds no documents. Index some first.',
    });
  }
  const characters = kept.reduce((sum, [, document]) => sum + document.characters, 0);
  const countTokens = await createTokenCounter(profile.tokenizer);
  const instructionTokens = countTokens(instructions);
  const overheadTokens = instructionTokens + questionTokens;
  const check = checkBudget({
    documentTokens: Math.ceil(characters / charactersPerToken),
    basis: 'bytes',
    margin: foreignMargin,
    overheadTokens,
    bodyBytes: characters,
    maxOutputTokens,
    profile,
  });
  const room = Math.floor((check.tokens.budget - overheadTokens) / (1 + foreignMargin));
  if (room < leastEvidence) throw windowTooSmall(overheadTokens, check.tokens.budget, check.bytes.needed);
  const evidenceTokens = Math.min(options.evidenceTokens ?? 16_000, room);
  const { embeddingModel, rerankingModel } = options;
  const embedder = embeddingModel === undefined ? undefined : bindEmbedder(embeddingModel);
  const reranker = rerankingModel === undefined ? undefined : bindReranker(rerankingModel);
  return {
    strategy: 'retrieve',
    model,
    profile,
    maxOutputTokens,
    evidenceTokens,
    retriever: createRetriever({
      store,
      // A second look takes 0.7 s for 50,000 documents in a database.
      documents,
      countTokens,
      vectors: embedder && openVectors(store, kept, embedder),
      reranker,
      weighDown: options.weighDown,
    }),
    skipped: [],
    decision: {
      ...decideStrategy({
        asked: 'retrieve',
        check,
        instructionTokens,
        profile,
        prices: findPriceCards(address, options.prices),
        expectedQuestions: 1,
        evidenceTokens,
      }),
      ...((embedder || reranker) && {
        retrieval: {
          // The documents were given to it when they were indexed.
          ...(embedder && { embedding: { model: embedder.model, tokens: 0 } }),
          ...(reranker && { reranking: { model: reranker.model, chunks: mostReranked } }),
        },
      }),
    },
    coverage: {
      documents: kept.map(([source, { segments, characters }]) => ({
        source,
        segments,
        tokens: Math.ceil(characters / charactersPerToken),
      })),
      segments: kept.reduce((sum, [, { segments }]) => sum + segments, 0),
      characters,
    },
  };
}

/** Vectors of two models cannot be compared, so those of another are as none. */
function openVectors(
  store: ChunkStore,
  kept: readonly (readonly [string, KeptDocument])[],
  embedder: Embedder,
): VectorIndex {
  const without = kept.filter(([, { embedding }]) => embedding !== embedder.model).length;
  if (store.searchVectors !== undefined && without === 0) return createStoredVectors(store, embedder);
  throw new QuireError('bad-input', {
    option: 'embeddingModel',
    message: `${without} of ${kept.length} documents in the store have no vectors of ${embedder.model}. Run \`indexSources\` with this \`embeddingModel\`, or leave it out.`,
  });
}

/** A paragraph: with less, nothing can be answered. */
const leastEvidence = 100;

function windowTooSmall(overheadTokens: number, budgetTokens: number, bytes: number): QuireError {
  return new QuireError('over-budget', {
    tokens: overheadTokens + leastEvidence,
    budgetTokens,
    bytes,
    message: `The model takes ${budgetTokens} tokens of input, and the instructions and the question alone take ${overheadTokens}. Choose a model with a larger window, or lower \`maxOutputTokens\`.`,
  });
}
