import { Logger } from '@nestjs/common';
import { toBytes } from '../bytes.js';
import { countUnmined, highestBlock } from './carriers.js';
import type { DispatchDeps } from './deps.js';
import { type ForeignTransaction, foreignTransactions } from './foreign.js';
import { fence, type Lease, setNextNonce } from './lease.js';

const logger = new Logger('outbox');

export const FINDINGS = [
  'agrees',
  'others_sent',
  'waiting_to_be_mined',
  'node_behind',
  'chain_set_back',
] as const;
export type Finding = (typeof FINDINGS)[number];

/** Looked up by hash at most; beyond it the numbers speak. */
const NAMED = 20;

/**
 * Compares our next nonce with the chain's, acts on it and records what it found. The chain ahead:
 * others sent from this key. The chain behind with nothing of ours in flight: it was set back (a
 * development node), and waiting for the gap to fill would jam the signer.
 */
export async function reconcile(
  deps: DispatchDeps,
  lease: Lease,
  sentAgain: string[],
): Promise<Finding> {
  const { db, node, signer, clock, role } = deps;
  const head = await node.head();
  const executed = await node.transactionCount(signer.address, 'latest');
  const pending = await node.transactionCount(signer.address, 'pending');
  return db.independent(async (em) => {
    const stored = await fence(em, lease);
    let finding: Finding = 'agrees';
    if (pending > stored) {
      // A signer this platform has never used may have a history of its own.
      finding = stored > 0 || executed === 0 ? 'others_sent' : 'agrees';
      await setNextNonce(em, lease, pending);
    } else if (pending < stored) {
      if ((await countUnmined(em, signer.address)) > 0) finding = 'waiting_to_be_mined';
      else if (head.number < (await highestBlock(em, signer.address))) finding = 'node_behind';
      else {
        finding = 'chain_set_back';
        await setNextNonce(em, lease, pending);
      }
    }
    const foreign = finding === 'others_sent' ? await named(deps, stored, pending) : [];
    const next = finding === 'waiting_to_be_mined' || finding === 'node_behind' ? stored : pending;
    await em.query(
      `INSERT INTO api.chain_reconciliation (signer, signer_address, epoch, at, finding, stored_nonce,
         executed_nonce, pending_nonce, next_nonce, foreign_transactions, sent_again)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        role,
        toBytes(lease.address),
        lease.epoch,
        clock.now(),
        finding,
        stored,
        executed,
        pending,
        next,
        JSON.stringify(foreign),
        JSON.stringify(sentAgain),
      ],
    );
    logger[finding === 'agrees' ? 'log' : 'warn'](
      `nonces_reconciled signer=${role} finding=${finding} stored=${stored} executed=${executed} ` +
        `pending=${pending} next=${next} sent_again=${sentAgain.length} ` +
        `foreign=${foreign.map((one) => one.hash ?? one.nonce).join(',') || 'none'}`,
    );
    return finding;
  });
}

function named(deps: DispatchDeps, from: number, to: number): Promise<ForeignTransaction[]> {
  const nonces = Array.from({ length: Math.min(to - from, NAMED) }, (_, i) => from + i);
  return foreignTransactions(deps.node, deps.signer.address, nonces);
}
