import { Injectable } from '@nestjs/common';
import { type FinalBlock, LedgerReader } from '../../chain/ledger/reader.js';
import type { Ctx } from '../../platform/context.js';
import { Tokens } from '../../tokens/tokens.service.js';
import { periodOf } from '../statements/period.js';
import type { PeriodQuery } from '../statements/statement.schema.js';
import type { RollForwardView } from './supply.schema.js';

/** How a token's supply came from one day to another, each step with its transaction. */
@Injectable()
export class SupplyRollForward {
  constructor(
    private readonly reader: LedgerReader,
    private readonly tokens: Tokens,
  ) {}

  /** @throws NotFound; Conflict `token_not_live`; as `periodOf` */
  async between(ctx: Ctx, tokenId: string, query: PeriodQuery): Promise<RollForwardView> {
    const token = await this.tokens.requireVisible(ctx, tokenId);
    const { from, to, opening, closing } = await periodOf(this.reader, query);
    const before = opening?.number ?? -1;
    const openingSupply = opening ? await this.reader.supplyAt(token.address, before) : 0n;
    const closingSupply = await this.reader.supplyAt(token.address, closing.number);
    const upTo = await this.reader.supplyMovements(token.address, closing.number);
    const movements = upTo.filter(({ blockNumber }) => blockNumber > before);
    const sum = (kind: 'mint' | 'burn') =>
      movements
        .filter((one) => one.kind === kind)
        .reduce((total, { amountBaseUnits }) => total + amountBaseUnits, 0n);
    const [minted, burnt] = [sum('mint'), sum('burn')];
    return {
      tokenId: token.id,
      from,
      to,
      opening: { block: opening && blockView(opening), baseUnits: openingSupply.toString() },
      movements: movements.map((one) => ({
        kind: one.kind,
        operationId: one.spendId.toString(),
        holder: one.holder,
        baseUnits: one.amountBaseUnits.toString(),
        blockNumber: one.blockNumber,
        at: one.blockTime.toISOString(),
        transactionHash: one.transactionHash,
      })),
      mintedBaseUnits: minted.toString(),
      burntBaseUnits: burnt.toString(),
      closing: { block: blockView(closing), baseUnits: closingSupply.toString() },
      differenceBaseUnits: (closingSupply - openingSupply - minted + burnt).toString(),
    };
  }
}

const blockView = ({ number, hash, time }: FinalBlock) => ({
  number,
  hash,
  time: time.toISOString(),
});
