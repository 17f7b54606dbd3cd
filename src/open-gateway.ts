import type { createGateway } from 'ai';

/** Where keys and base addresses are looked up. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The AI Gateway, by the key and the address that the environment names. */
export async function openGateway(
  env: Environment,
  abortSignal?: AbortSignal,
): Promise<ReturnType<typeof createGateway>> {
  const ai = await import('ai');
  return ai.createGateway({
    // What lists its models takes no signal of its own.
    fetch: abortSignal
      ? (input, init) => fetchFromHere(input, { ...init, signal: abortSignal })
      : fetchFromHere,
    ...(env.AI_GATEWAY_API_KEY && { apiKey: env.AI_GATEWAY_API_KEY }),
    ...(env.AI_GATEWAY_BASE_URL && { baseURL: env.AI_GATEWAY_BASE_URL }),
  });
}

/** Follows no redirect: the documents would be sent to whatever address it names. */
export const fetchFromHere: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'manual' });
