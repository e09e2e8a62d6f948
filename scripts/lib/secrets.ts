import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Secrets } from './config.ts';
import { Told } from './report.ts';

const FILE = 'secrets.json';

/**
 * The secrets that were given, and for the others those made at the first start, kept in
 * `secrets.json` that only its owner may read. @throws Told when the file cannot be understood
 */
export function settleSecrets(dataDir: string, given: Partial<Secrets>): Secrets {
  const path = join(dataDir, FILE);
  const kept = readKept(path);
  const made: Secrets = {
    JWT_SECRET: kept.JWT_SECRET ?? randomBytes(48).toString('base64url'),
    DATA_KEY: kept.DATA_KEY ?? randomBytes(32).toString('base64'),
    OPERATOR_EMAIL: kept.OPERATOR_EMAIL ?? 'operator@cadastre.example',
    OPERATOR_PASSWORD: kept.OPERATOR_PASSWORD ?? randomBytes(12).toString('base64url'),
  };
  const settled = { ...made };
  for (const name of Object.keys(made) as (keyof Secrets)[])
    settled[name] = given[name] ?? made[name];
  // What was given stays with whoever gave it; only what was made here is written down.
  if (JSON.stringify(kept) !== JSON.stringify(made)) {
    writeFileSync(path, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
    chmodSync(path, 0o600);
  }
  return settled;
}

function readKept(path: string): Partial<Secrets> {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Partial<Secrets>;
  } catch {
    throw new Told(
      `${path} is not readable JSON. It holds the key of the stored documents: restore it from a ` +
        'backup, or begin anew with `npm start -- --reset`.',
    );
  }
}
