import { Injectable } from '@nestjs/common';
import { Users } from '../../accounts/users.service.js';
import { LedgerReader } from '../../chain/ledger/reader.js';
import { row } from '../../chain/rows.js';
import { actorOf, type Ctx } from '../../platform/context.js';
import { Database } from '../../platform/database.js';
import { NotFound } from '../../platform/problem.js';
import { periodOf } from './period.js';
import { postingsOf } from './postings.js';
import type { InvestorRecord } from './record.js';
import { considerationsOf, conversionsOf } from './considerations.sql.js';
import * as read from './record.sql.js';
import type { PeriodQuery } from './statement.schema.js';

/** What the books have on an investor, for whoever may read it. */
@Injectable()
export class InvestorRecords {
  constructor(
    private readonly db: Database,
    private readonly reader: LedgerReader,
    private readonly users: Users,
  ) {}

  /**
   * Everything up to the end of a period: for the investor and staff all assets, for an issuer its own.
   * Names are for the investor and compliance; others know an investor by its reference.
   * @throws NotFound also where an issuer's assets were never held; as `periodOf`
   */
  async gather(ctx: Ctx, reference: string, query: PeriodQuery): Promise<InvestorRecord> {
    const { role, organisationId } = actorOf(ctx);
    const investor = await this.organisationOf(reference);
    if (!investor || (role === 'investor' && investor !== organisationId)) {
      throw new NotFound('investor');
    }
    const { em } = this.db;
    const wallets = await read.addressesOf(em, investor);
    const assets = await read.assetsOf(em, wallets, role === 'issuer' ? organisationId : null);
    if (role === 'issuer' && assets.length === 0) throw new NotFound('investor');
    const period = await periodOf(this.reader, query);
    const { number, time } = period.closing;
    const tokens = assets.map(({ address }) => address);
    const tokenIds = assets.map(({ tokenId }) => tokenId);
    const knows = role === 'investor' || role === 'compliance';
    const record: InvestorRecord = {
      reference,
      name: knows ? await this.users.organisationName(investor) : null,
      period,
      wallets,
      assets,
      transfers: await read.transfersOf(em, wallets, tokens, number),
      considerations: await considerationsOf(em, wallets),
      conversions: await conversionsOf(em, wallets, number),
      exits: await read.exitsOf(em, wallets, time),
      income: await read.incomeOf(em, wallets, tokenIds, number),
      navs: await read.navsOf(
        em,
        assets.map(({ navFeed }) => navFeed),
        number,
      ),
    };
    await this.requireAgreement(record);
    return record;
  }

  /** A paper that does not add up to the ledger is not given out. */
  private async requireAgreement(record: InvestorRecord): Promise<void> {
    const { wallets, assets, period } = record;
    const balances = await read.balancesOf(this.db.em, wallets, period.closing.number);
    for (const asset of assets) {
      const held = postingsOf(record, asset).reduce((sum, p) => sum + p.change - p.escrowed, 0n);
      const ledger = balances.get(asset.address) ?? 0n;
      if (held === ledger) continue;
      throw new Error(`${record.reference} moved ${held} of ${asset.symbol} and holds ${ledger}`);
    }
  }

  private async organisationOf(reference: string): Promise<string | null> {
    const number = /^INV-0*([1-9]\d{0,17})$/.exec(reference)?.[1];
    if (!number) return null;
    const found = await row<{ organisation_id: string }>(
      this.db.em,
      'SELECT organisation_id FROM api.investor WHERE registry_number = $1',
      [number],
    );
    return found?.organisation_id ?? null;
  }
}
