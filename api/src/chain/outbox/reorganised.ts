import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Clock } from '../../platform/clock.js';
import { minedAbove, move } from './store.js';

const logger = new Logger('outbox');

/**
 * A reorganisation deeper than the confirmations took blocks the ledger had made final, and with
 * them commands that had ended. They are owed again: back to sent, where the dispatcher finds them mined elsewhere or sends the
 * same bytes. Runs in the ledger's rollback.
 */
export async function oweAgain(em: EntityManager, clock: Clock, ancestor: number): Promise<void> {
  for (const command of await minedAbove(em, ancestor)) {
    const lost = { orphanedBlock: command.blockNumber, orphanedBlockHash: command.blockHash };
    await move(em, command, 'reorganise', clock.now(), UNMINED, lost);
    logger.error(`command_reorganised_after_final id=${command.id} block=${command.blockNumber}`);
  }
}

/** What a command forgets when its block is gone. */
export const UNMINED = {
  blockNumber: null,
  blockHash: null,
  succeeded: null,
  gasUsed: null,
  feeWei: null,
  reasonCode: null,
  reason: null,
};
