import type { EntityManager } from 'typeorm';
import { toBytes, toHex } from '../bytes.js';
import type { Receipt } from '../rpc/node.js';
import { row, rows } from '../rows.js';
import { type Lease, LeadershipLost } from './lease.js';

/*
 * A carrier is a nonce and what goes to the chain under it: one command, or several of a kind that
 * the contract takes in one call. Its attempts are the bytes signed for that nonce; whichever is
 * mined, the carrier is.
 */

export type CarrierState = 'signed' | 'sent' | 'mined' | 'confirmed' | 'reverted' | 'displaced';

export interface Carrier {
  id: string;
  state: CarrierState;
  nonce: number;
  /** How many commands it was made for. */
  commands: number;
  transactionHash: string;
  blockNumber: number | null;
  blockHash: string | null;
  succeeded: boolean | null;
  createdAt: Date;
}

interface CarrierRow {
  id: string;
  state: CarrierState;
  nonce: string;
  commands: number;
  transaction_hash: Buffer;
  block_number: string | null;
  block_hash: Buffer | null;
  succeeded: boolean | null;
  created_at: Date;
}

const COLUMNS = `id, state, nonce, commands, transaction_hash, block_number, block_hash, succeeded,
  created_at`;

const read = (r: CarrierRow): Carrier => ({
  id: r.id,
  state: r.state,
  nonce: Number(r.nonce),
  commands: r.commands,
  transactionHash: toHex(r.transaction_hash),
  blockNumber: r.block_number === null ? null : Number(r.block_number),
  blockHash: r.block_hash && toHex(r.block_hash),
  succeeded: r.succeeded,
  createdAt: r.created_at,
});

export interface NewCarrier {
  nonce: number;
  commands: number;
  firstSeq: bigint;
  transactionHash: string;
}

/** Answers the id of each nonce's carrier. */
export async function createCarriers(
  em: EntityManager,
  lease: Lease,
  carriers: NewCarrier[],
  now: Date,
): Promise<Map<number, string>> {
  const created = await rows<{ id: string; nonce: string }>(
    em,
    `INSERT INTO api.chain_carrier (signer_address, nonce, commands, first_seq, transaction_hash,
       state, created_at, updated_at)
     SELECT $1, c.nonce, c.commands, c.first_seq, c.hash, 'signed', $6, $6
     FROM unnest($2::bigint[], $3::int[], $4::bigint[], $5::bytea[])
       AS c(nonce, commands, first_seq, hash)
     ORDER BY c.nonce RETURNING id, nonce`,
    [
      toBytes(lease.address),
      carriers.map((one) => one.nonce),
      carriers.map((one) => one.commands),
      carriers.map((one) => one.firstSeq.toString()),
      carriers.map((one) => toBytes(one.transactionHash)),
      now,
    ],
  );
  return new Map(created.map((r) => [Number(r.nonce), r.id]));
}

/** The signer's carriers in a state on the way, lowest nonce first. */
export async function carriersIn(
  em: EntityManager,
  address: string,
  states: ('signed' | 'sent' | 'mined')[],
  limit: number,
): Promise<Carrier[]> {
  const found = await rows<CarrierRow>(
    em,
    `SELECT ${COLUMNS} FROM api.chain_carrier
     WHERE signer_address = $1 AND state = ANY($2) AND state IN ('signed', 'sent', 'mined')
     ORDER BY nonce LIMIT $3`,
    [toBytes(address), states, limit],
  );
  return found.map(read);
}

export async function countUnmined(em: EntityManager, address: string): Promise<number> {
  const found = await row<{ unmined: string }>(
    em,
    `SELECT count(*) AS unmined FROM api.chain_carrier
     WHERE signer_address = $1 AND state IN ('signed', 'sent')`,
    [toBytes(address)],
  );
  return Number(found?.unmined ?? 0);
}

/**
 * The nonce after the highest that a transaction of ours holds, 0 where none does. Whatever became of
 * that transaction, its bytes may yet be mined: only a displaced one never can be.
 */
export async function nonceAfterOurs(em: EntityManager, address: string): Promise<number> {
  const found = await row<{ next: string }>(
    em,
    `SELECT coalesce(max(nonce) + 1, 0) AS next FROM api.chain_carrier
     WHERE signer_address = $1 AND state <> 'displaced'`,
    [toBytes(address)],
  );
  return Number(found?.next ?? 0);
}

/**
 * Carriers that were seen in a block although the chain expects their nonce, or a lower one, next:
 * their block is gone, or the node has yet to see it. Lowest nonce first.
 */
export async function minedFrom(
  em: EntityManager,
  address: string,
  nonce: number,
): Promise<Carrier[]> {
  const found = await rows<CarrierRow>(
    em,
    `SELECT ${COLUMNS} FROM api.chain_carrier
     WHERE signer_address = $1 AND nonce >= $2 AND state IN ('mined', 'confirmed', 'reverted')
     ORDER BY nonce`,
    [toBytes(address), nonce],
  );
  return found.map(read);
}

/** The blocks in which carriers wait for depth, lowest first. */
export async function blocksOfMined(
  em: EntityManager,
  address: string,
): Promise<{ number: number; hash: string }[]> {
  const found = await rows<{ block_number: string; block_hash: Buffer }>(
    em,
    `SELECT DISTINCT block_number, block_hash FROM api.chain_carrier
     WHERE signer_address = $1 AND state = 'mined' ORDER BY block_number`,
    [toBytes(address)],
  );
  return found.map((r) => ({ number: Number(r.block_number), hash: toHex(r.block_hash) }));
}

/** The signer's mined carriers of these blocks, lowest nonce first. */
export async function minedIn(
  em: EntityManager,
  address: string,
  blockHashes: string[],
): Promise<Carrier[]> {
  const found = await rows<CarrierRow>(
    em,
    `SELECT ${COLUMNS} FROM api.chain_carrier
     WHERE signer_address = $1 AND state = 'mined' AND block_hash = ANY($2::bytea[])
     ORDER BY nonce`,
    [toBytes(address), blockHashes.map(toBytes)],
  );
  return found.map(read);
}

/** Carriers of any signer in blocks above this one, ended or not, lowest nonce first. */
export async function minedAbove(em: EntityManager, block: number): Promise<Carrier[]> {
  const found = await rows<CarrierRow>(
    em,
    `SELECT ${COLUMNS} FROM api.chain_carrier
     WHERE block_number > $1 AND state IN ('mined', 'confirmed', 'reverted')
     ORDER BY nonce FOR UPDATE`,
    [block],
  );
  return found.map(read);
}

/** The ledger keeps every header this far below the head. */
const KEPT_HEADERS = 256;

/** Ended carriers whose block, as the ledger knows that number now, is another one. */
export async function contradicted(em: EntityManager, address: string): Promise<Carrier[]> {
  const found = await rows<CarrierRow>(
    em,
    `SELECT ${COLUMNS} FROM api.chain_carrier c
     WHERE signer_address = $1 AND state IN ('confirmed', 'reverted')
       AND block_number > (SELECT max(number) FROM api.ledger_block) - $2
       AND EXISTS (SELECT 1 FROM api.ledger_block b
         WHERE b.number = c.block_number AND b.hash <> c.block_hash)
     ORDER BY nonce`,
    [toBytes(address), KEPT_HEADERS],
  );
  return found.map(read);
}

/** The highest block in which this signer's transactions were seen: a node below it is behind. */
export async function highestBlock(em: EntityManager, address: string): Promise<number> {
  const found = await row<{ number: string | null }>(
    em,
    'SELECT max(block_number) AS number FROM api.chain_carrier WHERE signer_address = $1',
    [toBytes(address)],
  );
  return Number(found?.number ?? 0);
}

/** @throws LeadershipLost where one of them is no longer in the state it is moved from */
export async function moveCarriers(
  em: EntityManager,
  ids: string[],
  from: CarrierState[],
  to: CarrierState,
  now: Date,
): Promise<void> {
  const gone = to === 'sent' || to === 'displaced';
  const moved = await rows<{ id: string }>(
    em,
    `UPDATE api.chain_carrier SET state = $3, updated_at = $4${gone ? `, ${UNMINED}` : ''}
     WHERE id = ANY($1::uuid[]) AND state = ANY($2) RETURNING id`,
    [ids, from, to, now],
  );
  allMoved(ids.length, moved.length, from);
}

const UNMINED =
  'block_number = NULL, block_hash = NULL, succeeded = NULL, gas_used = NULL, fee_wei = NULL';

/** Records the blocks that hold them. @throws LeadershipLost */
export async function mineCarriers(
  em: EntityManager,
  mined: { carrier: Carrier; receipt: Receipt }[],
  now: Date,
): Promise<void> {
  const moved = await rows<{ id: string }>(
    em,
    `UPDATE api.chain_carrier k SET state = 'mined', updated_at = $8, transaction_hash = m.hash,
       block_number = m.block_number, block_hash = m.block_hash, succeeded = m.succeeded,
       gas_used = m.gas_used, fee_wei = m.fee_wei
     FROM unnest($1::uuid[], $2::bytea[], $3::bigint[], $4::bytea[], $5::boolean[], $6::bigint[],
       $7::numeric[]) AS m(id, hash, block_number, block_hash, succeeded, gas_used, fee_wei)
     WHERE k.id = m.id AND k.state = 'sent' RETURNING k.id`,
    [
      mined.map((one) => one.carrier.id),
      mined.map((one) => toBytes(one.receipt.transactionHash)),
      mined.map((one) => one.receipt.blockNumber),
      mined.map((one) => toBytes(one.receipt.blockHash)),
      mined.map((one) => one.receipt.succeeded),
      mined.map((one) => one.receipt.gasUsed.toString()),
      mined.map((one) => one.receipt.feeWei.toString()),
      now,
    ],
  );
  allMoved(mined.length, moved.length, ['sent']);
}

/** A further attempt is the one that is waited for. @throws LeadershipLost */
export async function replaceHashes(
  em: EntityManager,
  replaced: { carrierId: string; hash: string }[],
  now: Date,
): Promise<void> {
  const moved = await rows<{ id: string }>(
    em,
    `UPDATE api.chain_carrier k SET transaction_hash = r.hash, updated_at = $3
     FROM unnest($1::uuid[], $2::bytea[]) AS r(id, hash)
     WHERE k.id = r.id AND k.state IN ('signed', 'sent') RETURNING k.id`,
    [replaced.map((one) => one.carrierId), replaced.map((one) => toBytes(one.hash)), now],
  );
  allMoved(replaced.length, moved.length, ['signed', 'sent']);
}

function allMoved(expected: number, moved: number, from: CarrierState[]): void {
  if (moved === expected) return;
  throw new LeadershipLost(
    `${expected - moved} of ${expected} transactions are no longer ${from.join(' or ')}`,
  );
}
