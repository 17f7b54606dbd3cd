import path from 'node:path';
import type { ImitationProvider } from './imitation-provider.ts';

/** The environment in which the command line asks an imitation provider over the Alibaba route, and keeps its cache in `folder`. */
export function providerEnv(provider: ImitationProvider, folder: string): Record<string, string> {
  return {
    ALIBABA_API_KEY: 'test-key',
    ALIBABA_BASE_URL: provider.alibabaUrl,
    QUIRE_CACHE_DIR: path.join(folder, '.cache'),
  };
}
