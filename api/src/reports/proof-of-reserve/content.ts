/**
 * What a proof of reserve says, as it is hashed: strings and whole numbers only, amounts as integer
 * strings with the unit in their name (`Usd6`: dollars × 10⁶, `Shares`: base units of the share).
 */
export interface ProofOfReserve {
  schema: 'cadastre/proof-of-reserve/1';
  reportId: string;
  asset: {
    id: string;
    name: string;
    fundName: string;
    shareClass: string;
    domicile: string;
    custodian: string;
    administrator: string;
    issuer: string;
  };
  token: {
    chainId: number;
    address: string;
    name: string;
    symbol: string;
    decimals: number;
    navFeed: string;
    reserveFeed: string;
    deployedBlock: number;
  };
  asOf: {
    block: number;
    blockHash: string;
    time: string;
    /** Day whose official curve values the portfolio; that of the NAV in force. */
    valuationDate: string;
    curveSource: string;
    statementVersion: number;
    statedAt: string;
    /** Day in New York; principal and coupons paid later are `receipts`. */
    statedOn: string;
  };
  /** The fund's own words, with the cash of everything settled up to the block. */
  statement: {
    cashCents: string;
    liabilitiesCents: string;
    feeBpsPerYear: number;
    feeAccruedSince: string;
    seedShares: string;
  };
  verdict: Verdict;
  exceptions: string[];
  result: {
    portfolioUsd6: string;
    cashUsd6: string;
    /** Principal and coupons paid since the statement. */
    receiptsUsd6: string;
    reservesUsd6: string;
    costUsd6: string;
    navPerShareUsd6: string | null;
    navRound: string | null;
    tokenShares: string;
    bookEntryShares: string;
    sharesInIssue: string;
    owedToHoldersUsd6: string;
    /** What rounding the published NAV to six decimals may have added to what is owed. */
    roundingUsd6: string;
    otherLiabilitiesUsd6: string;
    accruedFeeUsd6: string;
    owedUsd6: string;
    surplusUsd6: string;
    /** Reserves over everything owed, × 10⁶, rounded down; null where nothing is owed. */
    coveragePpm: string | null;
    recomputedNavPerShareUsd6: string | null;
    holders: number;
    averageDaysToMaturity: string;
    largestPositionPpm: string;
  };
  positions: ReportPosition[];
  receipts: ReportReceipt[];
  supply: {
    openingShares: string;
    mintedShares: string;
    burntShares: string;
    closingShares: string;
    movements: Movement[];
  };
  navRounds: ReportRound[];
  reserveRounds: ReportRound[];
}

/** `DO NOT RELY`: an input is too old or missing, so neither yes nor no would be true. */
export type Verdict = 'PASS' | 'FAIL' | 'DO NOT RELY';

export interface ReportPosition {
  cusip: string;
  description: string;
  maturityDate: string;
  faceCents: string;
  costPricePer100: string;
  yieldPercent: string;
  clean: string;
  accrued: string;
  /** Coupons that a statement given after the valuation date has in its cash; not in the value. */
  inCashUsd6: string;
  valueUsd6: string;
}

export interface ReportReceipt {
  cusip: string;
  kind: 'principal' | 'coupon';
  paidOn: string;
  amountUsd6: string;
}

export interface Movement {
  kind: 'mint' | 'burn';
  spendId: string;
  holder: string;
  shares: string;
  block: number;
  time: string;
  transactionHash: string;
}

export interface ReportRound {
  round: string;
  answer: string;
  valuationTime: string;
  publishedAt: string;
  block: number;
  transactionHash: string;
}
