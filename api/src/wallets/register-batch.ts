import { InvestorRegistry__factory } from '@cadastre/contracts';
import type { BatchRule } from '../chain/outbox/batches.js';

const registry = InvestorRegistry__factory.createInterface();

/** Some 24,000 gas each: a hundred are a small part of a block. */
const LIMIT = 100;

/**
 * Registrations in one call. The contract writes one evidence hash for all of them, so only those
 * that rest on the same evidence (an investor's wallets, a list approved as one) go together.
 */
export const REGISTER_BATCH: BatchRule = {
  limit: LIMIT,
  key: (data) => decode(data).evidenceHash,
  encode: (calls) => {
    const entries = calls.map(({ data }) => decode(data));
    return registry.encodeFunctionData('registerBatch', [
      entries.map((entry) => entry.wallet),
      entries.map((entry) => entry.record),
      entries[0]?.evidenceHash ?? '',
    ]);
  },
};

function decode(data: string): { wallet: string; record: bigint; evidenceHash: string } {
  const [wallet, record, evidenceHash] = registry.decodeFunctionData('register', data);
  return { wallet, record, evidenceHash } as ReturnType<typeof decode>;
}
