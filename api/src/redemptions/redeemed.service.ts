import { rescale } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { toAddress } from '../chain/bytes.js';
import { rows } from '../chain/rows.js';
import { Database } from '../platform/database.js';
import { SupplySources } from '../tokens/supply-sources.js';
import { isBurnOf } from './queue.contract.js';

/** What queues have burnt and paid, for whoever counts a token's supply and its fund's money. */
@Injectable()
export class Redeemed implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly sources: SupplySources,
  ) {}

  onModuleInit(): void {
    this.sources.add({
      knows: async (tokenId, operationId) =>
        (await this.queuesOf(tokenId)).some((queue) => isBurnOf(queue, operationId)),
      cents: (tokenId, since, block) => this.cents(tokenId, since, block),
    });
  }

  /** Less than zero: money set aside for redeemers is the fund's no more. Rounded up, never in the fund's favour. */
  private async cents(tokenId: string, since: Date, block: number): Promise<bigint> {
    const paid = await rows<{ assets: string; decimals: number }>(
      this.db.em,
      `SELECT sum((l.args ->> 'assets')::numeric) AS assets, q.payment_decimals AS decimals
       FROM api.redemption_queue q JOIN api.ledger_log l ON l.address = q.address
       WHERE q.token_id = $1 AND l.event IN ('EpochSettled', 'RedeemedInstantly')
         AND l.block_time > $2 AND l.block_number <= $3
       GROUP BY q.id`,
      [tokenId, since, block],
    );
    return paid.reduce(
      (sum, { assets, decimals }) => sum - rescale(BigInt(assets), decimals, 2, 'ceil'),
      0n,
    );
  }

  private async queuesOf(tokenId: string): Promise<string[]> {
    const found = await rows<{ address: Buffer }>(
      this.db.em,
      'SELECT address FROM api.redemption_queue WHERE token_id = $1 AND address IS NOT NULL',
      [tokenId],
    );
    return found.map(({ address }) => toAddress(address));
  }
}
