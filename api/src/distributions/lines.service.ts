import { Injectable } from '@nestjs/common';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import { rows } from '../chain/rows.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { cut, openCursor, type Page, type PageQuery } from '../platform/page.js';
import { Wallets } from '../wallets/wallets.service.js';
import { DISTRIBUTOR } from './distribution.contract.js';
import type {
  IncomeKind,
  IncomeView,
  LinesQuery,
  LineState,
  LineView,
} from './distribution.schema.js';
import { DistributionStore } from './distribution-store.js';
import { claimOf } from './net-lines.sql.js';

interface LineRow {
  account: Buffer;
  investor_number: string | null;
  country: number | null;
  form: string | null;
  rate_bps: number | null;
  balance: string;
  gross: string;
  withheld: string;
  state: LineState;
  obstacle: string | null;
  operation_id: string | null;
  paid: string | null;
  payee: Buffer | null;
  paid_transaction: Buffer | null;
}

interface IncomeRow extends LineRow {
  distribution_id: string;
  asset_id: string;
  kind: IncomeKind;
  payment_token: Buffer;
  payment_symbol: string;
  payment_decimals: number;
  record_date: string;
  paid_at: Date | null;
  open: boolean;
  net: boolean;
  proof: Buffer | null;
  distributor: Buffer;
  chain_number: string;
}

/** A distribution and an account. */
const INCOME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\|0x[0-9a-f]{40}$/;

/** Who gets what of a distribution, for its issuer and for each holder. */
@Injectable()
export class DistributionLines {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly deployed: Deployed,
    private readonly wallets: Wallets,
    private readonly store: DistributionStore,
  ) {}

  /** The lines by account. @throws NotFound, Malformed `bad_cursor` */
  async list(ctx: Ctx, id: string, { limit, after, state }: LinesQuery): Promise<Page<LineView>> {
    const d = await this.store.find(ctx, id);
    const start = after ? toBytes(openCursor(after, /^0x[0-9a-f]{40}$/)) : Buffer.alloc(0);
    const found = await rows<LineRow>(
      this.db.em,
      `SELECT * FROM api.distribution_line WHERE distribution_id = $1 AND account > $2
         AND ($3::text IS NULL OR state = $3) ORDER BY account LIMIT $4`,
      [d.id, start, state ?? null, limit + 1],
    );
    return cut(
      found,
      limit,
      (shown) => shown.map(lineView),
      ({ account }) => toHex(account),
    );
  }

  /**
   * The actor's own income over all distributions, newest first, with the call that claims it.
   * @throws Malformed `bad_cursor`
   */
  async income(ctx: Ctx, { limit, after }: PageQuery): Promise<Page<IncomeView>> {
    const [last, account] = after ? openCursor(after, INCOME).split('|') : [];
    const wallets = await this.wallets.ofOrganisation(actorOf(ctx).organisationId);
    const found = await rows<IncomeRow>(
      this.db.em,
      `SELECT l.*, d.asset_id, d.kind, d.payment_token, d.payment_symbol, d.payment_decimals,
         d.record_date::text AS record_date, b.time AS paid_at,
         d.state = 'payable' AND (d.tax_account IS NULL
           OR d.root_rejected_at IS NULL AND d.root_effective_at <= $2) AS open,
         d.tax_account IS NOT NULL AS net, d.distributor, d.chain_number
       FROM api.distribution_line l JOIN api.distribution d ON d.id = l.distribution_id
         LEFT JOIN api.ledger_block b ON b.number = l.paid_block
       WHERE l.account = ANY($1) AND d.state IN ('payable', 'closed')
         AND ($3::uuid IS NULL OR d.id < $3 OR d.id = $3 AND l.account > $4)
       ORDER BY d.id DESC, l.account LIMIT $5`,
      [
        wallets.map(({ address }) => toBytes(address)),
        this.clock.now(),
        last ?? null,
        account ? toBytes(account) : null,
        limit + 1,
      ],
    );
    const { chainId } = this.deployed.deployment;
    const view = (r: IncomeRow): IncomeView => ({
      distributionId: r.distribution_id,
      assetId: r.asset_id,
      kind: r.kind,
      recordDate: r.record_date,
      paymentToken: toAddress(r.payment_token),
      paymentSymbol: r.payment_symbol,
      paymentDecimals: r.payment_decimals,
      account: toAddress(r.account),
      gross: r.gross,
      withheld: r.withheld,
      state: r.state,
      paid: r.paid,
      paidAt: r.paid_at?.toISOString() ?? null,
      claim: r.open && r.state !== 'paid' ? callOf(r, chainId) : null,
    });
    return cut(
      found,
      limit,
      (shown) => shown.map(view),
      (r) => `${r.distribution_id}|${toHex(r.account)}`,
    );
  }
}

const callOf = (r: IncomeRow, chainId: number) => ({
  to: toAddress(r.distributor),
  data: r.net
    ? DISTRIBUTOR.encodeFunctionData('claimNet', [r.chain_number, claimOf(r)])
    : DISTRIBUTOR.encodeFunctionData('claimFor', [r.chain_number, toAddress(r.account)]),
  chainId,
});

const lineView = (r: LineRow): LineView => ({
  account: toAddress(r.account),
  investorNumber: r.investor_number,
  country: r.country,
  form: r.form,
  rateBps: r.rate_bps,
  balanceBaseUnits: r.balance,
  gross: r.gross,
  withheld: r.withheld,
  net: (BigInt(r.gross) - BigInt(r.withheld)).toString(),
  state: r.state,
  obstacle: r.obstacle,
  operationId: r.operation_id,
  paid: r.paid,
  payee: r.payee && toAddress(r.payee),
  transactionHash: r.paid_transaction && toHex(r.paid_transaction),
});
