import { type Gate, keptOf, splitFloor } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { toAddress } from '../chain/bytes.js';
import { Database } from '../platform/database.js';
import { Conflict } from '../platform/problem.js';
import { Wallets } from '../wallets/wallets.service.js';
import type { ClosedNow } from './queue-chain.service.js';
import { Redemption } from './redemption.entity.js';
import type { StrikeView } from './redemption.schema.js';

/** A holder's part of a closed epoch, and what its gate makes of it; base units of shares. */
export interface EpochPart {
  controller: string;
  kept: bigint;
  deferred: bigint;
}

/** Who stands in a closed epoch, by the ledger. */
@Injectable()
export class EpochParts {
  constructor(
    private readonly db: Database,
    private readonly wallets: Wallets,
  ) {}

  /**
   * Every part of the epoch, in the order of the requests, as the contract will divide it; what it has divided already
   * stays as it is. Without a gate everything is kept.
   * @throws Conflict `ledger_behind` while the ledger and the contract differ
   */
  async divided(queueId: string, closed: ClosedNow, gate: Gate | null): Promise<EpochPart[]> {
    const found = await this.db.em.find(Redemption, {
      where: { queueId, epoch: closed.epoch, state: 'awaiting_strike' },
      order: { id: 'ASC' },
    });
    const sum = found.reduce((all, { shares }) => all + shares, 0n);
    if (sum !== closed.shares) {
      throw new Conflict(
        'ledger_behind',
        `The ledger knows ${sum} of the ${closed.shares} shares of epoch ${closed.epoch}: try again in a moment.`,
      );
    }
    return found.map(({ controller, shares, deferredShares }) => {
      const kept = gate === null || deferredShares > 0n ? shares : keptOf(shares, gate);
      return { controller: toAddress(controller), kept, deferred: shares - kept };
    });
  }

  /**
   * The first parts of an epoch as they are shown, with what each is paid of the `amount` set aside for all (base units
   * of payment, rounded down as the contract does).
   */
  async views(parts: EpochPart[], amount: bigint, shown: number): Promise<StrikeView['parts']> {
    const weights = parts.map(({ kept }) => kept);
    const paid = weights.some((weight) => weight > 0n) ? splitFloor(amount, weights).parts : [];
    const first = parts.slice(0, shown);
    const known = await this.wallets.byAddresses(first.map(({ controller }) => controller));
    return first.map(({ controller, kept, deferred }, at) => ({
      controller,
      investorReference: known.get(controller.toLowerCase())?.investorReference ?? null,
      shares: kept.toString(),
      amount: (paid[at] ?? 0n).toString(),
      deferredShares: deferred.toString(),
    }));
  }
}
