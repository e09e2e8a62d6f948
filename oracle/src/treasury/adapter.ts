import {
  canonicalHash,
  CoreError,
  CURVE_HOUR,
  daysBetween,
  explainFundValue,
  formatDecimal,
  newYorkDate,
  newYorkTime,
  valueFund,
  type FundValue,
  type ParCurve,
  type TreasurySecurity,
} from '@cadastre/core';
import type { Adapter, AssetRef, Derivation } from '../sources/adapter.js';
import { readTotalSupply } from '../chain/token.js';
import type { Rpc } from '../chain/rpc.js';
import { Refusal } from '../platform/refusal.js';
import type { RawDocument } from '../sources/document.js';
import { fetchJson } from '../sources/fetch-json.js';
import type { TreasuryData, TreasuryFiles } from '../sources/treasury-files.js';
import { parseStatement, type FundStatement } from './statement.js';

/** A curve older than this, in calendar days in New York, prices nothing. */
const MAX_CURVE_AGE_DAYS = 5;
/** A statement may be this many blocks behind the head; beyond, its source is stuck. */
const MAX_BLOCKS_BEHIND = 64;
/** Our price and the official end-of-day price apart by more than this is worth a warning. */
const END_OF_DAY_TOLERANCE_BPS = 25n;

/**
 * `treasury-portfolio`: bills and notes at fair value from the official curve (31 CFR 356 App. B), cash,
 * liabilities and fee give NAV per share (USD × 10⁶) and total assets (USD × 10⁶).
 *
 * The NAV's valuation time is the close in New York of the curve's day: one NAV for each business day.
 * The reserve's is when the holdings were counted, if that is later: cash moves within a day.
 */
export class TreasuryPortfolioAdapter implements Adapter {
  readonly tolerance = {
    nav: { bps: 0n, seconds: 0 },
    // Cash may come in between the proposer's fetch and the signer's.
    reserve: { bps: 25n, seconds: 900 },
  };

  constructor(
    private readonly files: TreasuryFiles,
    private readonly rpc: Rpc,
  ) {}

  /** @throws Refusal with the reason why there is no value now; RpcError, RpcUnreachable */
  async derive(asset: AssetRef, now: number): Promise<Derivation> {
    const data = await this.files.at(now);
    const curve = freshCurve(data.curve, now);
    const document = await fetchJson(asset.statementUrl, now);
    try {
      return await this.value(asset, document, { ...data, curve }, now);
    } catch (error) {
      throw error instanceof Refusal ? error.about(document) : error;
    }
  }

  private async value(
    asset: AssetRef,
    document: RawDocument,
    data: TreasuryData & { curve: ParCurve },
    now: number,
  ): Promise<Derivation> {
    const { curve } = data;
    const statement = parseStatement(document, asset.assetId);
    refuseFuture(statement, now);
    const head = await this.newestBlock(statement);
    const supply = await readTotalSupply(this.rpc, asset.tokenAddress, statement.asOfBlock);
    const value = valueOrRefuse(statement, data.securities, curve, supply);
    const close = newYorkTime(curve.date, CURVE_HOUR);
    const documents = [document, ...data.documents];
    return {
      assetId: asset.assetId,
      readings: {
        nav: { value: value.navPerShareUsd6, valuationTime: close },
        reserve: {
          value: value.totalAssetsUsd6,
          valuationTime: Math.max(close, countedAt(statement, head, now)),
        },
      },
      ...inputsOf(statement, data, curve, supply),
      lines: explainFundValue(value),
      warnings: endOfDayWarnings(value, data.securities),
      documents,
    };
  }

  /** @throws Refusal `STATEMENT_AHEAD`, `STATEMENT_STALE` */
  private async newestBlock(statement: FundStatement): Promise<number> {
    const head = await this.rpc.block('latest');
    if (statement.asOfBlock > head.number) {
      throw new Refusal(
        'STATEMENT_AHEAD',
        `The statement is of block ${statement.asOfBlock}, the chain is at ${head.number}.`,
      );
    }
    if (head.number - statement.asOfBlock > MAX_BLOCKS_BEHIND) {
      throw new Refusal(
        'STATEMENT_STALE',
        `The statement is of block ${statement.asOfBlock}, ${head.number - statement.asOfBlock} behind the chain.`,
      );
    }
    return head.number;
  }
}

/** What was stated on a day to come would hide the payments until then. @throws Refusal */
function refuseFuture({ statedOn }: FundStatement, now: number): void {
  const today = newYorkDate(now);
  if (statedOn <= today) return;
  throw new Refusal(
    'STATEMENT_AHEAD',
    `The statement is of ${statedOn}, in New York it is ${today}.`,
  );
}

/** When the holdings were counted. Those of the newest block there is still hold now. */
function countedAt(statement: FundStatement, head: number, now: number): number {
  return statement.asOfBlock === head ? Math.max(statement.asOfTime, now) : statement.asOfTime;
}

function freshCurve(curve: ParCurve | undefined, now: number): ParCurve {
  if (!curve) {
    throw new Refusal('STALE', 'There is no official curve for this time or before it.');
  }
  const age = daysBetween(curve.date, newYorkDate(now));
  if (age > MAX_CURVE_AGE_DAYS) {
    throw new Refusal(
      'STALE',
      `The newest official curve is of ${curve.date}, ${age} days ago: at most ${MAX_CURVE_AGE_DAYS} are accepted.`,
    );
  }
  return curve;
}

/** A valuation that core refuses becomes a refusal with its code in capitals: `SECURITY_MATURED`. */
function valueOrRefuse(
  statement: FundStatement,
  securities: ReadonlyMap<string, TreasurySecurity>,
  curve: ParCurve,
  supply: bigint,
): FundValue {
  try {
    return valueFund(statement, securities, curve, supply);
  } catch (error) {
    if (error instanceof CoreError) throw new Refusal(error.code.toUpperCase(), error.message);
    throw error;
  }
}

/** Exact inputs. Block and time stand beside the hash, not in it: a new block alone changes nothing. */
function inputsOf(
  statement: FundStatement,
  data: TreasuryData,
  curve: ParCurve,
  supply: bigint,
): Pick<Derivation, 'inputs' | 'inputsHash'> {
  const hashed = {
    adapter: 'treasury-portfolio',
    curve: { date: curve.date, points: curve.points.map((p) => [p.tenor, p.rate.toString()]) },
    files: data.documents.map((d) => ({ source: d.source, sha256: d.sha256 })),
    statedOn: statement.statedOn,
    positions: statement.positions.map((p) => [p.cusip, p.faceCents.toString()]),
    cashCents: statement.cashCents.toString(),
    liabilitiesCents: statement.liabilitiesCents.toString(),
    feeBpsPerYear: statement.feeBpsPerYear.toString(),
    feeAccruedSince: statement.feeAccruedSince,
    seedShares: statement.seedShares.toString(),
    totalSupply: supply.toString(),
  };
  const inputs = { ...hashed, asOfBlock: statement.asOfBlock, asOfTime: statement.asOfTime };
  return { inputs, inputsHash: canonicalHash(hashed) };
}

function endOfDayWarnings(
  value: FundValue,
  securities: ReadonlyMap<string, TreasurySecurity>,
): string[] {
  return value.positions.flatMap(({ cusip, price }) => {
    const endOfDay = securities.get(cusip)?.endOfDay;
    if (!endOfDay?.buy || endOfDay.date !== value.valuationDate) return [];
    const apart =
      price.clean > endOfDay.buy ? price.clean - endOfDay.buy : endOfDay.buy - price.clean;
    if (apart * 10_000n <= endOfDay.buy * END_OF_DAY_TOLERANCE_BPS) return [];
    return [
      `${cusip}: priced ${formatDecimal(price.clean, 6)}, end of day ${formatDecimal(endOfDay.buy, 6)}, ` +
        `more than ${END_OF_DAY_TOLERANCE_BPS} bps apart`,
    ];
  });
}
