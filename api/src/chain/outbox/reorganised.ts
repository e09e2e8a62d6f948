import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Clock } from '../../platform/clock.js';
import { type Carrier, minedAbove, moveCarriers } from './carriers.js';
import { follow } from './members.js';

const logger = new Logger('outbox');

/**
 * A reorganisation deeper than the confirmations took blocks the ledger had made final, and with
 * them commands that had ended. They are owed again: back to sent, where the dispatcher finds them mined elsewhere or sends the
 * same bytes. Runs in the ledger's rollback.
 */
export async function oweAgain(em: EntityManager, clock: Clock, ancestor: number): Promise<void> {
  const gone = await minedAbove(em, ancestor);
  await reorganise(em, gone, clock.now());
  for (const { transactionHash, blockNumber } of gone) {
    logger.error(
      `transaction_reorganised_after_final tx=${transactionHash} block=${blockNumber ?? '-'}`,
    );
  }
}

/** Their blocks are gone: back to sent, with every command on them. */
export async function reorganise(em: EntityManager, gone: Carrier[], now: Date): Promise<void> {
  if (gone.length === 0) return;
  await moveCarriers(
    em,
    gone.map((carrier) => carrier.id),
    ['mined', 'confirmed', 'reverted'],
    'sent',
    now,
  );
  const steps = gone.map((carrier) => ({
    carrierId: carrier.id,
    data: {
      transactionHash: carrier.transactionHash,
      orphanedBlock: carrier.blockNumber,
      orphanedBlockHash: carrier.blockHash,
    },
  }));
  await follow(em, 'reorganise', 'sent', steps, now);
}
