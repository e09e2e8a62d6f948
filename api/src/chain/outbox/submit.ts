import { Logger } from '@nestjs/common';
import { keccak256 } from 'ethers';
import { type Attempt, liveAttempts, type NewAttempt, storeAttempts } from './attempts.js';
import { type Carrier, countUnmined, createCarriers } from './carriers.js';
import { type DispatchDeps, MAX_IN_FLIGHT } from './deps.js';
import { type Fees, quoteFees } from './fees.js';
import { fence, type Lease, LeadershipLost, nextNonce, setNextNonce } from './lease.js';
import { board } from './members.js';
import { type Unit, unitsOf, without } from './plan.js';
import { reconcile } from './reconcile.js';
import type { RevertReason } from './revert-reason.js';
import { Sender } from './send.js';
import { SetAside } from './set-aside.js';
import { type Refused, Trial } from './trial.js';
import { type Command, oldestUnmined, queued, reject } from './store.js';

/** Commands looked at in one round where many share a transaction. */
const TAKEN = 1_000;

interface Signed extends Omit<NewAttempt, 'carrierId'> {
  unit: Unit;
}

/** The way down: simulate, sign, store, commit, and only then send. One signer, in order. */
export class Submitter {
  private readonly logger = new Logger('outbox');
  private readonly trial: Trial;
  private readonly aside: SetAside;
  readonly sender: Sender;

  constructor(private readonly deps: DispatchDeps) {
    this.trial = new Trial(deps);
    this.aside = new SetAside(deps.settings.pollMs);
    this.sender = new Sender(deps);
  }

  /**
   * Takes the oldest queued commands, as many as may be in flight, to `sent`, or to `rejected`.
   * Answers false where there was nothing to do, or all must wait for earlier ones.
   */
  async next(lease: Lease): Promise<boolean> {
    const { db, signer, settings } = this.deps;
    const room =
      (settings.maxInFlight ?? MAX_IN_FLIGHT) - (await countUnmined(db.em, signer.address));
    if (room <= 0) return false;
    const planned = await this.units(room);
    if (planned.length === 0) return false;
    const stale = await this.stale(planned);
    const gone = stale.map(({ command }) => command);
    const units = without(planned, gone, this.deps.outbox.batches);
    const tried = units.flatMap((unit) => unit.commands);
    // Read before simulating: what is mined in between has then been seen by the simulation.
    const older = await oldestUnmined(
      db.em,
      tried.map((command) => command.id),
    );
    const { sendable, waiting, ...verdict } = await this.trial.run(units, older);
    const refused = [...stale, ...verdict.refused];
    for (const command of waiting) this.aside.put(command, Date.now());
    const sending = sendable.slice(0, room);
    this.aside.forget(sending.flatMap(({ unit }) => unit.commands));
    if (sending.length > 0) await this.sign(lease, sending);
    for (const { command, reason } of refused) await this.reject(lease, command, reason);
    return sending.length + refused.length > 0;
  }

  /** Sends again, byte for byte, what was stored and perhaps never sent. Answers as `Sender.send`. */
  async resend(
    lease: Lease,
    carriers: Carrier[],
  ): Promise<{ hashes: string[]; refused: Error | null }> {
    if (carriers.length === 0) return { hashes: [], refused: null };
    const ids = carriers.map((carrier) => carrier.id);
    const attempts = await liveAttempts(this.deps.db.em, ids);
    const latest = ids.flatMap((id) => attempts.get(id)?.at(-1) ?? []);
    const refused = await this.sender.send(lease, latest);
    return { hashes: latest.map((attempt) => attempt.hash), refused };
  }

  /** The next transactions, planned from the queue's head; a longer look where they carry many. */
  private async units(room: number): Promise<Unit[]> {
    const { db, signer, outbox } = this.deps;
    const resting = this.aside.resting(Date.now());
    let units: Unit[] = [];
    for (const limit of [room, Math.max(room, TAKEN)]) {
      const found = await queued(db.em, signer.address, limit, resting);
      const free = found.filter((command) => !this.aside.holds(command));
      units = unitsOf(free, outbox.batches).slice(0, room);
      if (units.length >= room || found.length < limit) break;
    }
    return units;
  }

  /** What may not go out any more, whatever the chain would say to it. */
  private async stale(units: Unit[]): Promise<Refused[]> {
    const { db, outbox } = this.deps;
    const found: Refused[] = [];
    for (const command of units.flatMap((unit) => unit.commands)) {
      const look = outbox.lookOf(command.kind);
      const reason = look && (await db.independent(() => look(command)));
      if (reason) found.push({ command, reason });
    }
    return found;
  }

  private async reject(lease: Lease, command: Command, reason: RevertReason): Promise<void> {
    const { db, clock, outbox } = this.deps;
    await db.independent(async (em) => {
      await fence(em, lease);
      await outbox.tell('rejected', await reject(em, command, reason, clock.now()));
    });
    this.aside.forget([command]);
    this.logger.warn(
      `command_rejected id=${command.id} kind=${command.kind} code=${reason.code} ` +
        `correlation=${command.correlationId}`,
    );
  }

  /** Contiguous nonces for all, stored in one transaction before any is sent. */
  private async sign(lease: Lease, sending: { unit: Unit; gasLimit: bigint }[]): Promise<void> {
    const { db, node, signer, settings } = this.deps;
    const head = await node.head();
    const fees = await quoteFees(node, head, settings.maxFeeGwei);
    const known = await nextNonce(db.em, lease);
    const counted = await node.transactionCount(signer.address, 'pending');
    // With nothing on its way both know the same; else others have sent, or the chain went back.
    const differ =
      counted > known || (counted < known && (await countUnmined(db.em, signer.address)) === 0);
    // Some of these may have turned out to be on the chain already: the next round plans anew.
    if (differ && (await reconcile(this.deps, lease, [])).recognised > 0) return;
    const first = Math.max(await nextNonce(db.em, lease), counted);
    const signed = await Promise.all(
      sending.map(async ({ unit, gasLimit }, i): Promise<Signed> => {
        const transaction = { to: unit.to, data: unit.data, gasLimit, ...fees };
        const nonce = first + i;
        const raw = await signer.sign({
          type: 2,
          chainId: settings.chainId,
          value: 0n,
          nonce,
          ...transaction,
        });
        const [only, ...others] = unit.commands;
        const commandId = others.length === 0 ? (only?.id ?? null) : null;
        const hash = keccak256(raw);
        return { unit, nonce, hash, raw, commandId, gasLimit, ...fees, headBlock: head.number };
      }),
    );
    const attempts = await this.store(lease, signed, fees, first);
    const refused = await this.sender.send(lease, attempts);
    if (refused) throw refused;
  }

  private store(lease: Lease, signed: Signed[], fees: Fees, first: number): Promise<Attempt[]> {
    const { db, clock } = this.deps;
    return db.independent(async (em) => {
      const now = clock.now();
      if ((await fence(em, lease)) > first) throw new LeadershipLost('nonces were given meanwhile');
      const carriers = await createCarriers(
        em,
        lease,
        signed.map(({ unit, nonce, hash }) => ({
          nonce,
          commands: unit.commands.length,
          firstSeq: unit.commands[0]?.seq ?? 0n,
          transactionHash: hash,
        })),
        now,
      );
      const attempts = signed.map((one) => ({ ...one, carrierId: carriers.get(one.nonce) ?? '' }));
      await storeAttempts(em, lease, attempts, now);
      await board(
        em,
        attempts.map(({ unit, carrierId, nonce, hash, gasLimit }) => ({
          commandIds: unit.commands.map((command) => command.id),
          simulated: { gasLimit: gasLimit.toString(), commands: unit.commands.length },
          step: {
            carrierId,
            data: {
              nonce,
              transactionHash: hash,
              commands: unit.commands.length,
              maxFeePerGasWei: fees.maxFeePerGas.toString(),
              maxPriorityFeePerGasWei: fees.maxPriorityFeePerGas.toString(),
            },
          },
        })),
        now,
      );
      await setNextNonce(em, lease, first + signed.length);
      return attempts;
    });
  }
}
