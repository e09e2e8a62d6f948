import { Distributor__factory } from '@cadastre/contracts';
import type { BatchRule } from '@cadastre/api/chain';

const DISTRIBUTOR = Distributor__factory.createInterface();
const accountsOf = (data: string): string[] => [
  ...(DISTRIBUTOR.decodeFunctionData('push', data)[1] as string[]),
];
const PUSH = DISTRIBUTOR.getFunction('push').selector;
const distributionOf = (data: string): bigint =>
  DISTRIBUTOR.decodeFunctionData('push', data)[0] as bigint;

/** Payouts of one distribution travel together; one is paid once, however often it is pushed. */
export const PAYOUT_BATCH: BatchRule = {
  key: (data) => String(distributionOf(data)),
  encode: (calls) =>
    DISTRIBUTOR.encodeFunctionData('push', [
      distributionOf(calls[0]?.data ?? ''),
      calls.flatMap(({ data }) => accountsOf(data)),
    ]),
  parts: (data) =>
    data.startsWith(PUSH)
      ? accountsOf(data).map((account) =>
          DISTRIBUTOR.encodeFunctionData('push', [distributionOf(data), [account]]),
        )
      : [],
  limit: 10,
};
