import { Logger } from '@nestjs/common';
import { Transaction } from 'ethers';
import type { EntityManager } from 'typeorm';
import type { Node } from '../rpc/node.js';
import { type Attempt, liveAttempts, type NewAttempt, storeAttempts } from './attempts.js';
import type { Batches } from './batches.js';
import { type Carrier, carriersIn, createCarriers } from './carriers.js';
import type { DispatchDeps } from './deps.js';
import { fence, type Lease } from './lease.js';
import { board, remark } from './members.js';
import { type Own, ownSince } from './own.js';
import { type Command, queued, waitingSince } from './store.js';

/*
 * A database restored from a backup believes that what was sent since is still to be sent. Its bytes
 * are on the chain: whoever waits to make the same call from the same key has made it, and gets that
 * transaction back instead of a second one.
 */

/** A transaction found, and the commands it had carried. */
export interface Recognised extends Own {
  commands: Command[];
  /** How many it carried, those among them that nobody knows any more. */
  carried: number;
}

const logger = new Logger('outbox');

/** Transactions on their way that are looked at. */
const IN_FLIGHT = 1_000;
/** Of commands looked at; what waits beyond is of later than the backup's last second. */
const WAITING = 10_000;

/**
 * Which of the waiting commands the transactions with these nonces (from `first`, below `end`) have
 * carried. @throws Error while one of them waits to be mined: it may be ours
 */
export async function recognise(
  { db, node, signer, outbox, settings }: DispatchDeps,
  [first, executed, end]: [number, number, number],
): Promise<Recognised[]> {
  const since = await waitingSince(db.em, signer.address);
  if (!since) return [];
  if (end > executed) {
    throw new Error(
      `transactions of ${signer.address} that the database does not know wait to be mined ` +
        `(nonces ${Math.max(first, executed)} to ${end - 1}): commands wait until it is known what they do`,
    );
  }
  const found = await ownSince(node, signer.address, [first, end], since, settings.chainId);
  const waiting = await queued(db.em, signer.address, WAITING, []);
  const reverted = new Set<string>();
  const asked = new Set<string>();
  for (;;) {
    const matched = match(found, reverted, waiting, outbox.batches);
    const hashes = matched.map(({ hash }) => hash).filter((hash) => !asked.has(hash));
    if (hashes.length === 0) return matched;
    for (const receipt of await node.receipts(hashes)) {
      if (receipt?.succeeded === false) reverted.add(receipt.transactionHash);
    }
    for (const hash of hashes) asked.add(hash);
  }
}

const callOf = (to: string, data: string): string => `${to} ${data}`.toLowerCase();

/**
 * Oldest first on both sides: of two equal commands the elder went first. What reverted comes last,
 * and a batch that did carries nobody: each of its commands had gone again by itself.
 */
function match(
  found: Own[],
  reverted: ReadonlySet<string>,
  waiting: Command[],
  batches: Batches,
): Recognised[] {
  const free = new Map<string, Command[]>();
  for (const command of waiting) {
    const call = callOf(command.to, command.data);
    free.set(call, [...(free.get(call) ?? []), command]);
  }
  const take = (to: string, calls: string[]): Command[] =>
    calls.flatMap((data) => free.get(callOf(to, data))?.shift() ?? []);
  const kinds = [...new Set(waiting.map(({ kind }) => kind))];
  const failed = found.filter(({ hash }) => reverted.has(hash));
  const succeeded = found.filter(({ hash }) => !reverted.has(hash));
  return [...succeeded, ...failed].flatMap((own) => {
    const parts = kinds.map((kind) => batches.of(kind)?.parts(own.data) ?? []);
    for (const calls of reverted.has(own.hash) ? [[own.data]] : [[own.data], ...parts]) {
      const commands = take(own.to, calls);
      if (commands.length > 0) return [{ ...own, commands, carried: calls.length }];
    }
    return [];
  });
}

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
    recognised.map(({ nonce, hash, commands, carried }) => ({
      nonce,
      commands: carried,
      firstSeq: oldest(commands),
      transactionHash: hash,
    })),
    now,
  );
  const known = recognised.map((one) => ({ ...one, carrierId: carriers.get(one.nonce) ?? '' }));
  const attempts = known.map(({ commands, carried, ...own }): NewAttempt => {
    return { ...own, commandId: carried === 1 ? (commands[0]?.id ?? null) : null };
  });
  await storeAttempts(em, lease, attempts, now);
  await board(
    em,
    known.map(({ carrierId, nonce, hash, commands, carried, gasLimit }) => ({
      commandIds: commands.map(({ id }) => id),
      simulated: { gasLimit: gasLimit.toString(), commands: carried },
      step: {
        carrierId,
        data: { nonce, transactionHash: hash, commands: carried, recognised: true },
      },
    })),
    now,
  );
}

const oldest = (commands: Command[]): bigint =>
  commands.reduce((least, { seq }) => (seq < least ? seq : least), commands[0]?.seq ?? 0n);

/** A transaction on its way, and the bytes of it that are stored. */
export interface Passed {
  carrier: Carrier;
  attempts: Attempt[];
}

/** Transactions on their way whose nonce the chain counts as used (below `executed`), by other bytes. */
export async function passedBy(
  em: EntityManager,
  node: Node,
  address: string,
  executed: number,
): Promise<Passed[]> {
  const open = await carriersIn(em, address, ['signed', 'sent'], IN_FLIGHT);
  const due = open.filter(({ nonce }) => nonce < executed);
  if (due.length === 0) return [];
  const ids = due.map(({ id }) => id);
  const attempts = await liveAttempts(em, ids);
  const receipts = await node.receipts([...attempts.values()].flat().map(({ hash }) => hash));
  const mined = new Set(receipts.map((receipt) => receipt?.transactionHash));
  return due
    .map((carrier) => ({ carrier, attempts: attempts.get(carrier.id) ?? [] }))
    .filter((one) => !one.attempts.some(({ hash }) => mined.has(hash)));
}

/**
 * The attempts that used these nonces and are stored nowhere: the same calls, offered for more after
 * the backup that this database was restored from. None where a nonce went to anything else.
 */
export async function forgottenAttempts(
  { node, signer, settings }: DispatchDeps,
  passed: Passed[],
): Promise<NewAttempt[]> {
  const [first] = passed;
  if (!first) return [];
  const nonces = passed.map(({ carrier }) => carrier.nonce);
  const since = passed.reduce(
    (oldest, { carrier }) => (carrier.createdAt < oldest ? carrier.createdAt : oldest),
    first.carrier.createdAt,
  );
  const range: [number, number] = [Math.min(...nonces), Math.max(...nonces) + 1];
  const found = await ownSince(node, signer.address, range, since, settings.chainId);
  return passed.flatMap(({ carrier, attempts }) => {
    const own = found.find(({ nonce }) => nonce === carrier.nonce);
    const [known] = attempts;
    // Mined just now, it needs no second row.
    if (!own || !known || attempts.some(({ hash }) => hash === own.hash)) return [];
    const { to, data } = Transaction.from(known.raw);
    const same = callOf(own.to, own.data) === callOf(to ?? '', data);
    return same ? [{ ...own, carrierId: carrier.id, commandId: known.commandId }] : [];
  });
}

/** Stores them beside those that are known; the next look finds their receipts. */
export async function remember(
  { db, clock, role }: DispatchDeps,
  lease: Lease,
  attempts: NewAttempt[],
): Promise<void> {
  if (attempts.length === 0) return;
  await db.independent(async (em) => {
    await fence(em, lease);
    const now = clock.now();
    await storeAttempts(em, lease, attempts, now);
    const steps = attempts.map(({ carrierId, nonce, hash }) => ({
      carrierId,
      data: { nonce, transactionHash: hash, recognised: true },
    }));
    await remark(em, steps, now);
  });
  for (const { nonce, hash } of attempts) {
    logger.warn(`transaction_recognised signer=${role} nonce=${nonce} tx=${hash}`);
  }
}
