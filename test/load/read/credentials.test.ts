import { expect, test } from 'vitest';
import { isCredentialFile } from '../../../src/load/read/credentials.ts';

test.each([
  '.env',
  'apps/web/.env.production',
  '.ENV.local',
  'certs/server.pem',
  'tls.key',
  'home/id_ed25519',
  '.npmrc',
  'sub/.netrc',
  'release.keystore',
  'credentials.json',
  'gcp-service-account-prod.json',
  'serviceAccountKey.json',
  '.aws/credentials',
  '.git-credentials',
])('keeps %s out', (path) => {
  expect(isCredentialFile(path)).toBe(true);
});

test.each([
  '.env.example',
  '.env.local.sample',
  'config/.env.template',
  'credentials.example.json',
  'src/credentials.ts',
  'docs/service-account.md',
  'id_rsa.pub',
  'src/keys.ts',
  'environment.env.ts',
  'src/key',
])('reads %s', (path) => {
  expect(isCredentialFile(path)).toBe(false);
});
