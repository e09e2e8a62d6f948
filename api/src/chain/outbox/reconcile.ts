import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { toBytes } from '../bytes.js';
import { row } from '../rows.js';
import type { Node } from '../rpc/node.js';
import { liveAttempts } from './attempts.js';
import { highestBlock, minedFrom, nonceAfterOurs } from './carriers.js';
import type { DispatchDeps } from './deps.js';
import { type ForeignTransaction, foreignTransactions } from './foreign.js';
import { fence, type Lease, LeadershipLost, nextNonce, setNextNonce } from './lease.js';
import { aboard, forgottenAttempts, passedBy, recognise, remember } from './recognise.js';

const logger = new Logger('outbox');

export const FINDINGS = [
  'agrees',
  'others_sent',
  'waiting_to_be_mined',
  'node_behind',
  'chain_set_back',
] as const;
export type Finding = (typeof FINDINGS)[number];

/**
 * Whether the chain counts transactions of a key that the database does not: others sent them, or we
 * did after the backup that it was restored from, at nonces that it believes free or under way.
 */
export async function ahead(em: EntityManager, node: Node, address: string): Promise<boolean> {
  // Asked first: what is signed meanwhile is then known.
  const executed = await node.transactionCount(address, 'latest');
  const counted = await node.transactionCount(address, 'pending');
  const known = await row<{ next_nonce: string }>(
    em,
    'SELECT next_nonce FROM api.chain_signer WHERE address = $1',
    [toBytes(address)],
  );
  if (counted > Number(known?.next_nonce ?? 0)) return true;
  return (await passedBy(em, node, address, executed)).length > 0;
}

/** Why no fact may be told yet: it could be of a command that is about to get its transaction back. */
export async function unrecognised(
  em: EntityManager,
  node: Node,
  addresses: string[],
): Promise<string | null> {
  for (const address of addresses) {
    if (await ahead(em, node, address)) {
      return `${address} has transactions on the chain that the outbox has yet to look at`;
    }
  }
  return null;
}

/** Looked up by hash at most; beyond it the numbers speak. */
const NAMED = 20;

/**
 * Compares our next nonce with the chain's, acts on it and records what it found. The chain ahead:
 * others sent from this key, or we ourselves after the backup that this database was restored from;
 * commands that had been sent then get their transactions back. The chain behind: what it lacks of ours goes out again, the same bytes,
 * for a nonce belongs to its commands as long as these bytes can be mined. Nonces that only others
 * had used, and the chain no longer has, are given out again: to wait for them would jam the signer.
 */
export async function reconcile(
  deps: DispatchDeps,
  lease: Lease,
  sentAgain: string[],
): Promise<{ finding: Finding; recognised: number }> {
  const { db, node, signer, clock, role } = deps;
  const head = await node.head();
  const executed = await node.transactionCount(signer.address, 'latest');
  const pending = await node.transactionCount(signer.address, 'pending');
  const missing = await sendMissing(deps, executed);
  const passed = await passedBy(db.em, node, signer.address, executed);
  await remember(deps, lease, await forgottenAttempts(deps, passed));
  const known = await nextNonce(db.em, lease);
  const recognised = pending > known ? await recognise(deps, [known, executed, pending]) : [];
  return db.independent(async (em) => {
    const stored = await fence(em, lease);
    if (stored !== known) throw new LeadershipLost('nonces were given meanwhile');
    await aboard(em, lease, recognised, clock.now());
    let finding: Finding = 'agrees';
    let next = stored;
    if (pending > stored) {
      // A signer this platform has never used may have a history of its own.
      finding = stored > 0 || executed === 0 ? 'others_sent' : 'agrees';
      next = pending;
    } else if (pending < stored) {
      next = Math.max(pending, await nonceAfterOurs(em, signer.address));
      if (head.number < (await highestBlock(em, signer.address))) finding = 'node_behind';
      else finding = next < stored ? 'chain_set_back' : 'waiting_to_be_mined';
      if (finding !== 'chain_set_back') next = stored;
    }
    if (next !== stored) await setNextNonce(em, lease, next);
    const foreign = finding === 'others_sent' ? await named(deps, stored, pending) : [];
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
        JSON.stringify([...missing, ...sentAgain]),
      ],
    );
    logger[finding === 'agrees' ? 'log' : 'warn'](
      `nonces_reconciled signer=${role} finding=${finding} stored=${stored} executed=${executed} ` +
        `pending=${pending} next=${next} sent_again=${missing.length + sentAgain.length} ` +
        `recognised=${recognised.map((one) => one.hash).join(',') || 'none'} ` +
        `foreign=${foreign.map((one) => one.hash ?? one.nonce).join(',') || 'none'}`,
    );
    return { finding, recognised: recognised.length };
  });
}

/**
 * Hands over again what we have seen in a block and the chain does not count. A reorganisation deeper
 * than the confirmations took it, or a development node was set back; the state of its commands is
 * moved once the ledger, or the tracker, has seen the other branch. A node that is merely late refuses
 * the bytes, or has them already.
 */
async function sendMissing(deps: DispatchDeps, executed: number): Promise<string[]> {
  const { db, node, signer, role } = deps;
  const missing = await minedFrom(db.em, signer.address, executed);
  if (missing.length === 0) return [];
  const ids = missing.map((carrier) => carrier.id);
  const attempts = [...(await liveAttempts(db.em, ids)).values()].flat();
  const mined = missing.flatMap(({ transactionHash }) =>
    attempts.filter((attempt) => attempt.hash === transactionHash),
  );
  await node.sendAll(mined.map((attempt) => attempt.raw));
  for (const { nonce, transactionHash, state, blockNumber } of missing) {
    logger.error(
      `transaction_missing signer=${role} nonce=${nonce} tx=${transactionHash} state=${state} ` +
        `block=${blockNumber ?? '-'}`,
    );
  }
  return mined.map((attempt) => attempt.hash);
}

function named(deps: DispatchDeps, from: number, to: number): Promise<ForeignTransaction[]> {
  const nonces = Array.from({ length: Math.min(to - from, NAMED) }, (_, i) => from + i);
  return foreignTransactions(deps.node, deps.signer.address, nonces);
}
