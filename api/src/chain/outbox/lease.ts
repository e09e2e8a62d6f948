import type { EntityManager } from 'typeorm';
import { toBytes } from '../bytes.js';
import { row } from '../rows.js';

/** The right to write for one signer: worth nothing once another process has raised the epoch. */
export interface Lease {
  address: string;
  epoch: string;
}

/** Another process leads this signer now. What was about to be written is not. */
export class LeadershipLost extends Error {}

/** Takes over a signer: raises its epoch, which shuts out every earlier leader. */
export async function takeOver(
  em: EntityManager,
  signer: { address: string; role: string },
  now: Date,
): Promise<Lease> {
  const taken = await row<{ epoch: string }>(
    em,
    `INSERT INTO api.chain_signer (address, role, epoch, led_since) VALUES ($1, $2, 1, $3)
     ON CONFLICT (address) DO UPDATE SET epoch = chain_signer.epoch + 1, led_since = $3
     RETURNING epoch`,
    [toBytes(signer.address), signer.role, now],
  );
  if (!taken) throw new Error('the signer row was not written');
  return { address: signer.address, epoch: taken.epoch };
}

/** Locks the signer's row if the lease is still good; answers the next nonce the database knows. */
export async function fence(em: EntityManager, lease: Lease): Promise<number> {
  const held = await row<{ next_nonce: string }>(
    em,
    'SELECT next_nonce FROM api.chain_signer WHERE address = $1 AND epoch = $2 FOR UPDATE',
    [toBytes(lease.address), lease.epoch],
  );
  if (!held) throw new LeadershipLost(`${lease.address} is led by another process`);
  return Number(held.next_nonce);
}

/** As `fence` answers, without a lock: for what is signed before the transaction that stores it. */
export async function nextNonce(em: EntityManager, lease: Lease): Promise<number> {
  const known = await row<{ next_nonce: string }>(
    em,
    'SELECT next_nonce FROM api.chain_signer WHERE address = $1',
    [toBytes(lease.address)],
  );
  return Number(known?.next_nonce ?? 0);
}

export async function setNextNonce(em: EntityManager, lease: Lease, nonce: number): Promise<void> {
  await em.query('UPDATE api.chain_signer SET next_nonce = $2 WHERE address = $1', [
    toBytes(lease.address),
    nonce,
  ]);
}
