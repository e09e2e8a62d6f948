import { Signature, toBeHex, Transaction } from 'ethers';
import type { EntityManager } from 'typeorm';
import type { Block, Node, RawTransaction } from '../rpc/node.js';
import { type NewAttempt, storeAttempts } from './attempts.js';
import type { Batches } from './batches.js';
import { createCarriers } from './carriers.js';
import type { DispatchDeps } from './deps.js';
import type { Lease } from './lease.js';
import { board } from './members.js';
import { type Unit, unitsOf } from './plan.js';
import { type Command, queued, waitingSince } from './store.js';

/*
 * A database restored from a backup believes that what was sent since is still to be sent. Its bytes
 * are on the chain: whoever waits to make the same call from the same key has made it, and gets that
 * transaction back instead of a second one.
 */

/** A transaction of one of our keys, with what it did. */
interface Own {
  nonce: number;
  hash: string;
  raw: string;
  to: string;
  data: string;
  gasLimit: bigint;
  maxFeePerGas: bigint;
  maxPriorityFeePerGas: bigint;
  headBlock: number;
}

/** A transaction found, and the commands it had carried. */
export interface Recognised extends Own {
  commands: Command[];
}

/** Clocks of ours and of those who make blocks agree that far, seconds. */
const SKEW = 3_600;
/** Blocks read at once. */
const CHUNK = 16;
/** Of commands looked at; what waits beyond is of later than the backup's last second. */
const WAITING = 10_000;

/**
 * Which of the waiting commands the transactions with these nonces (from `first`, below `end`) have
 * carried. Blocks are read backwards until the first of them, or until before the oldest command was
 * made; nodes need no archive for it. @throws Error while one of them waits to be mined: it may be ours
 */
export async function recognise(
  { db, node, signer, outbox, settings }: DispatchDeps,
  [first, executed, end]: [number, number, number],
): Promise<Recognised[]> {
  const since = await waitingSince(db.em, signer.address);
  if (!since) return [];
  const notBefore = since.getTime() / 1000 - SKEW;
  if (end > executed) {
    throw new Error(
      `transactions of ${signer.address} that the database does not know wait to be mined ` +
        `(nonces ${Math.max(first, executed)} to ${end - 1}): commands wait until it is known what they do`,
    );
  }
  const found = await ownSince(node, signer.address, [first, end], notBefore, settings.chainId);
  const waiting = await queued(db.em, signer.address, WAITING, []);
  return match(found, waiting, outbox.batches);
}

/** Oldest first on both sides: of two equal commands the elder went first. */
function match(found: Own[], waiting: Command[], batches: Batches): Recognised[] {
  const single = waiting.map(({ to, data, ...command }): Unit => {
    return { to, data, commands: [{ to, data, ...command }] };
  });
  const together = unitsOf(waiting, batches).filter(({ commands }) => commands.length > 1);
  const units = [...together, ...single];
  const taken = new Set<string>();
  return found.flatMap((own) => {
    const unit = units.find(
      ({ to, data, commands }) =>
        same(to, own.to) && same(data, own.data) && !commands.some(({ id }) => taken.has(id)),
    );
    for (const { id } of unit?.commands ?? []) taken.add(id);
    return unit ? [{ ...own, commands: unit.commands }] : [];
  });
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Puts the commands on the transactions that carried them, as if these had never been forgotten. */
export async function aboard(
  em: EntityManager,
  lease: Lease,
  recognised: Recognised[],
  now: Date,
): Promise<void> {
  if (recognised.length === 0) return;
  const carriers = await createCarriers(
    em,
    lease,
    recognised.map(({ nonce, hash, commands }) => ({
      nonce,
      commands: commands.length,
      firstSeq: commands[0]?.seq ?? 0n,
      transactionHash: hash,
    })),
    now,
  );
  const carried = recognised.map((one) => ({ ...one, carrierId: carriers.get(one.nonce) ?? '' }));
  const attempts = carried.map(({ commands, ...own }): NewAttempt => {
    const [only, ...others] = commands;
    return { ...own, commandId: others.length === 0 ? (only?.id ?? null) : null };
  });
  await storeAttempts(em, lease, attempts, now);
  await board(
    em,
    carried.map(({ carrierId, nonce, hash, commands, gasLimit }) => ({
      commandIds: commands.map(({ id }) => id),
      simulated: { gasLimit: gasLimit.toString(), commands: commands.length },
      step: {
        carrierId,
        data: { nonce, transactionHash: hash, commands: commands.length, recognised: true },
      },
    })),
    now,
  );
}

/** The account's transactions of the form we sign, lowest nonce first. */
async function ownSince(
  node: Node,
  address: string,
  [first, end]: [number, number],
  notBefore: number,
  chainId: number,
): Promise<Own[]> {
  const found: Own[] = [];
  const ordered = () => found.sort((a, b) => a.nonce - b.nonce);
  const head = await node.head();
  for (let top = head.number; top >= 0; top -= CHUNK) {
    const numbers = Array.from({ length: Math.min(CHUNK, top + 1) }, (_, i) => top - i);
    const blocks = await node.bodies(numbers);
    for (const { block, transactions } of blocks) {
      const sent = transactions.filter(({ from }) => same(from, address));
      for (const one of sent) {
        const own = asOurs(one, block, chainId);
        if (own && own.nonce >= first && own.nonce < end) found.push(own);
      }
      // Only behind the whole block: those with later nonces may stand in it too.
      if (sent.some(({ nonce }) => Number(nonce) === first)) return ordered();
    }
    if (blocks.some(({ block }) => block.timestamp < notBefore)) break;
  }
  return ordered();
}

/** Its exact bytes, if it is what we would have signed: a call without value that names its fees. */
function asOurs(one: RawTransaction, block: Block, chainId: number): Own | null {
  if (Number(one.type) !== 2 || BigInt(one.value) !== 0n || !one.to) return null;
  const fees = {
    gasLimit: BigInt(one.gas),
    maxFeePerGas: BigInt(one.maxFeePerGas ?? 0),
    maxPriorityFeePerGas: BigInt(one.maxPriorityFeePerGas ?? 0),
  };
  const call = { to: one.to, data: one.input };
  const signature = Signature.from({
    r: toBeHex(BigInt(one.r), 32),
    s: toBeHex(BigInt(one.s), 32),
    yParity: Number(one.yParity ?? one.v) === 0 ? 0 : 1,
  });
  const nonce = Number(one.nonce);
  const { serialized, hash } = Transaction.from({
    type: 2,
    chainId,
    nonce,
    ...call,
    ...fees,
    signature,
  });
  // Another form (an access list) makes other bytes.
  if (hash !== one.hash) return null;
  return { nonce, hash, raw: serialized, ...call, ...fees, headBlock: block.number };
}
