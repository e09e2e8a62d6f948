import { InvestorRegistry__factory } from '@cadastre/contracts';
import { type BatchRule, isCall } from '../chain/outbox/batches.js';

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
  parts: (data) => {
    if (!isCall(registry, 'registerBatch', data)) return [];
    const call = registry.decodeFunctionData('registerBatch', data);
    const [wallets, records, evidenceHash] = call as unknown as [string[], bigint[], string];
    return [...wallets].map((wallet, i) =>
      registry.encodeFunctionData('register', [wallet, records[i] ?? 0n, evidenceHash]),
    );
  },
};

interface Entry {
  wallet: string;
  record: bigint;
  evidenceHash: string;
}

function decode(data: string): Entry {
  const call = registry.decodeFunctionData('register', data) as unknown as Entry;
  return { wallet: call.wallet, record: call.record, evidenceHash: call.evidenceHash };
}
