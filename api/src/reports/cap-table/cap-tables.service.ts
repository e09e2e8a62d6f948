import { Injectable } from '@nestjs/common';
import { type FinalBlock, LedgerReader } from '../../chain/ledger/reader.js';
import type { Ctx } from '../../platform/context.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/problem.js';
import { type TokenFacts, Tokens } from '../../tokens/tokens.service.js';
import { csvFile, type MadeFile, pdfFile } from '../file.js';
import { periodOf } from '../statements/period.js';
import type { StatedPeriod } from '../statements/record.js';
import type { PeriodQuery } from '../statements/statement.schema.js';
import { capTableCsv, changesCsv } from './cap-table.csv.js';
import { capTablePdf } from './cap-table-pdf.js';
import type { CapTableChangesView, CapTablePaperQuery } from './cap-table.schema.js';
import { type CapTableChanges, capTableChanges, type InvestorOf } from './changes.js';
import { type AccountOwner, flowsOf, ownersOf } from './register.sql.js';

/** Holders of a token after a block, largest first, then by address. */
export interface CapTable {
  token: TokenFacts;
  block: FinalBlock;
  supply: bigint;
  holders: { account: string; quantity: bigint; owner: AccountOwner | undefined }[];
}

/** Forty pages; more is a file for machines. */
const MOST_PRINTED = 2_000;

interface Changes {
  token: TokenFacts;
  period: StatedPeriod;
  changes: CapTableChanges;
  investorOf: InvestorOf;
}

/** The register of holders as papers: at one moment, and what changed between two days. */
@Injectable()
export class CapTables {
  constructor(
    private readonly db: Database,
    private readonly reader: LedgerReader,
    private readonly tokens: Tokens,
  ) {}

  /**
   * The cap table after a block, at a time, or now.
   * @throws NotFound; Conflict `token_not_live`; Refused `block_not_final`, `block_before_deployment`,
   *   `too_long_to_print`
   */
  async paper(ctx: Ctx, tokenId: string, query: CapTablePaperQuery): Promise<MadeFile> {
    const token = await this.tokens.requireVisible(ctx, tokenId);
    const block = await this.reader.asOf(query);
    const table = await this.tableAt(token, block);
    const name = `cap-table-${token.symbol}-block-${block.number}`;
    if (query.format === 'csv') return csvFile(name, capTableCsv(table));
    if (table.holders.length > MOST_PRINTED) {
      throw new Refused(
        'too_long_to_print',
        `There are ${table.holders.length} holders: a PDF has at most ${MOST_PRINTED}, take the CSV.`,
      );
    }
    return pdfFile(name, await capTablePdf(table));
  }

  /** @throws NotFound; Conflict `token_not_live`; as `periodOf` */
  async changes(ctx: Ctx, tokenId: string, query: PeriodQuery): Promise<CapTableChangesView> {
    const { token, period, changes, investorOf } = await this.between(ctx, tokenId, query);
    const { opening, closing } = period;
    return {
      tokenId: token.id,
      from: period.from,
      to: period.to,
      opening: opening && blockView(opening),
      closing: blockView(closing),
      supply: {
        before: changes.supplyBefore.toString(),
        minted: changes.minted.toString(),
        burned: changes.burned.toString(),
        after: changes.supplyAfter.toString(),
      },
      investors: changes.investors.map((one) => ({
        investorReference: one.investor,
        wallets: one.accounts.length,
        ...moveView(one),
        within: one.within.toString(),
      })),
      wallets: changes.accounts.map((one) => ({
        address: one.account,
        investorReference: investorOf(one.account),
        ...moveView(one),
      })),
    };
  }

  /** @throws as `changes` */
  async changesFile(ctx: Ctx, tokenId: string, query: PeriodQuery): Promise<MadeFile> {
    const { token, period, changes, investorOf } = await this.between(ctx, tokenId, query);
    return csvFile(
      `cap-table-changes-${token.symbol}-${period.from}-${period.to}`,
      changesCsv(token.symbol, token.decimals, changes, investorOf),
    );
  }

  private async between(ctx: Ctx, tokenId: string, query: PeriodQuery): Promise<Changes> {
    const token = await this.tokens.requireVisible(ctx, tokenId);
    const period = await periodOf(this.reader, query);
    const [opening, closing] = [period.opening?.number ?? -1, period.closing.number];
    const before = opening < 0 ? new Map<string, bigint>() : await this.balances(token, opening);
    const after = await this.balances(token, closing);
    const flows = await flowsOf(this.db.em, token.address, opening, closing);
    const accounts = new Set([...before.keys(), ...after.keys()]);
    for (const { from, to } of flows) accounts.add(from).add(to);
    const owners = await ownersOf(this.db.em, [...accounts]);
    const investorOf = (account: string) => owners.get(account)?.investor ?? null;
    return {
      token,
      period,
      changes: capTableChanges(before, after, flows, investorOf),
      investorOf,
    };
  }

  private async tableAt(token: TokenFacts, block: FinalBlock): Promise<CapTable> {
    const balances = await this.balances(token, block.number);
    const owners = await ownersOf(this.db.em, [...balances.keys()]);
    const holders = [...balances].map(([account, quantity]) => ({
      account,
      quantity,
      owner: owners.get(account),
    }));
    holders.sort((a, b) =>
      a.quantity === b.quantity
        ? a.account < b.account
          ? -1
          : 1
        : a.quantity > b.quantity
          ? -1
          : 1,
    );
    const supply = await this.reader.supplyAt(token.address, block.number);
    return { token, block, supply, holders };
  }

  private async balances(token: TokenFacts, block: number): Promise<Map<string, bigint>> {
    const found = new Map<string, bigint>();
    for await (const batch of this.reader.streamHolders(token.address, block)) {
      for (const { address, amountBaseUnits } of batch) found.set(address, amountBaseUnits);
    }
    return found;
  }
}

const blockView = ({ number, hash, time }: FinalBlock) => ({
  number,
  hash,
  time: time.toISOString(),
});

const moveView = (one: { before: bigint; in: bigint; out: bigint; after: bigint }) => ({
  before: one.before.toString(),
  in: one.in.toString(),
  out: one.out.toString(),
  after: one.after.toString(),
});
