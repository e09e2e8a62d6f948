import { REPORT_POLICY, type ReportInputs } from '@cadastre/core';

interface Subject {
  chainId: number;
  token: string;
  block: number;
}

const HASH = `0x${'11'.repeat(32)}`;
const FEED = `0x${'22'.repeat(20)}`;
const TIME = '2026-04-15T20:00:00.000Z';

/** A report on allocated gold whose supply is what the holders have; a hundred bars, a hundred movements. */
export function goldInputs(
  { chainId, token, block }: Subject,
  holders: ReportInputs['holders'],
): ReportInputs {
  const round = {
    round: '1',
    answer: '4800000000',
    valuationTime: TIME,
    publishedAt: TIME,
    block: 31,
    transactionHash: HASH,
    digest: HASH,
    signers: [FEED],
  };
  const part = BigInt(holders.sumBaseUnits) / 100n;
  const rest = BigInt(holders.sumBaseUnits) - part * 99n;
  return {
    asset: {
      id: '019d92f0-0000-7000-8000-000000000001',
      kind: 'commodity',
      name: 'Allocated gold',
      issuer: 'Bench',
      facts: [],
    },
    token: {
      chainId,
      address: token,
      name: 'Allocated gold',
      symbol: 'GLD',
      decimals: 18,
      navFeed: FEED,
      reserveFeed: FEED,
      deployedBlock: 1,
    },
    asOf: { time: TIME, block, blockHash: HASH, blockTime: TIME },
    policy: REPORT_POLICY.commodity,
    supply: {
      opening: { block: 1, baseUnits: '0' },
      movements: Array.from({ length: 100 }, (_, i) => ({
        kind: 'mint',
        spendId: String(i),
        holder: FEED,
        baseUnits: (i === 0 ? rest : part).toString(),
        block: 2,
        time: TIME,
        transactionHash: HASH,
      })),
      closingBaseUnits: holders.sumBaseUnits,
      nonRedeemable: [],
    },
    holders,
    navRounds: [round],
    reserveRounds: [round],
    parked: [],
    history: [],
    attestations: [],
    sources: [],
    line: {
      kind: 'commodity',
      metal: 'gold',
      bars: Array.from({ length: 100 }, (_, i) => ({
        custodian: 'Bench Vaults',
        vault: 'Vault 1',
        refiner: 'Refiner',
        serial: String(i),
        year: 2020,
        grossMilliOz: '400000',
        finenessTenths: 9999,
        statedFineMilliOz: '399960',
      })),
      deliveries: [],
    },
  };
}
