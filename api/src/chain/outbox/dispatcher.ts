import { Logger } from '@nestjs/common';
import { Wake } from '../wake.js';
import type { Lock } from '../session.js';
import { carriersIn } from './carriers.js';
import type { DispatchDeps } from './deps.js';
import { type Lease, LeadershipLost, takeOver } from './lease.js';
import { OUTBOX_CHANNEL } from './outbox.js';
import { ahead, reconcile } from './reconcile.js';
import { Replacer } from './replace.js';
import { anyOpen } from './store.js';
import { Submitter } from './submit.js';
import { Tracker } from './track.js';

/** How often an idle leader looks without having been woken, and a follower asks for the lead. */
const IDLE_MS = 1_000;
/** How often a leader looks whether others sent from its key, or it did itself before a restore. */
const COMPARE_MS = 30_000;
/** Transactions sent again in one go after a crash. */
const BATCH = 1_000;

/**
 * The one sender of one signer. Any number of processes may run one; a lock chooses which works, and
 * the epoch stops the writes of a former leader that does not know yet.
 */
export class Dispatcher {
  private readonly logger = new Logger('outbox');
  private readonly wake = new Wake();
  private readonly submitter: Submitter;
  private readonly tracker: Tracker;
  private readonly replacer: Replacer;
  private stopped = false;
  private comparedAt = 0;
  private running: Promise<void> | null = null;
  /** The last failure, until a round succeeds. */
  trouble: string | null = null;
  leading = false;

  constructor(private readonly deps: DispatchDeps) {
    this.submitter = new Submitter(deps);
    this.tracker = new Tracker(deps, this.submitter);
    this.replacer = new Replacer(deps, this.submitter.sender);
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Ends after the step under way; nothing is half written. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake.now();
    await this.running;
  }

  private async run(): Promise<void> {
    const { session, role, signer } = this.deps;
    const silence = await this.listen();
    while (!this.stopped) {
      const lock = await session.tryLock(`outbox/${signer.address}`).catch(() => null);
      if (!lock) {
        await this.wake.wait(IDLE_MS);
        continue;
      }
      const wake = () => this.wake.now();
      lock.signal.addEventListener('abort', wake);
      try {
        await this.lead(lock);
      } catch (error) {
        this.trouble = error instanceof Error ? error.message : String(error);
        this.logger.error(`dispatch_failed signer=${role} reason=${this.trouble}`);
        await this.wake.wait(IDLE_MS);
      } finally {
        this.leading = false;
        lock.signal.removeEventListener('abort', wake);
        await lock.release().catch(() => undefined);
      }
    }
    silence();
  }

  private async listen(): Promise<() => void> {
    const heard = (role: string) => {
      if (role === this.deps.role) this.wake.now();
    };
    while (!this.stopped) {
      try {
        return await this.deps.session.listen(OUTBOX_CHANNEL, heard);
      } catch {
        await this.wake.wait(IDLE_MS);
      }
    }
    return () => undefined;
  }

  private async lead(lock: Lock): Promise<void> {
    const { db, clock, role, signer } = this.deps;
    const lease = await db.independent((em) =>
      takeOver(em, { address: signer.address, role }, clock.now()),
    );
    this.leading = true;
    this.logger.log(`outbox_leading signer=${role} address=${signer.address} epoch=${lease.epoch}`);
    let recovered = false;
    while (!this.stopped && !lock.signal.aborted) {
      let pause = IDLE_MS;
      try {
        if (!recovered) await this.recover(lease);
        recovered = true;
        pause = await this.step(lease);
        this.trouble = null;
      } catch (error) {
        if (error instanceof LeadershipLost) {
          this.logger.warn(`outbox_deposed signer=${role} reason=${error.message}`);
          return;
        }
        this.trouble = error instanceof Error ? error.message : String(error);
        this.logger.error(`dispatch_failed signer=${role} reason=${this.trouble}`);
      }
      if (pause > 0) await this.wake.wait(pause);
    }
  }

  /** After a crash: what was signed or sent goes out again, the same bytes, before anything new. */
  private async recover(lease: Lease): Promise<void> {
    const { db, signer } = this.deps;
    const open = await carriersIn(db.em, signer.address, ['signed', 'sent'], BATCH);
    // What is refused now may be what the first round offers more for.
    const { hashes: sentAgain } = await this.submitter.resend(lease, open);
    // What came of them first: a batch that reverted leaves commands to be recognised.
    await this.tracker.round(lease);
    await reconcile(this.deps, lease, sentAgain);
    this.comparedAt = Date.now();
  }

  /** One round; answers how long to pause before the next. */
  private async step(lease: Lease): Promise<number> {
    const { db, signer, settings } = this.deps;
    await this.tracker.revisit(lease);
    if (!(await anyOpen(db.em, signer.address))) {
      await this.compare(lease);
      return IDLE_MS;
    }
    // What is out there first: a command that cannot be sent now must not hold up its elders.
    const lost = await this.tracker.round(lease);
    const held = await this.replacer.round(lease);
    const unsent = await carriersIn(db.em, signer.address, ['signed'], BATCH);
    const refused = (await this.submitter.resend(lease, unsent)).refused ?? lost;
    if (refused) throw held ?? refused;
    const moved = await this.submitter.next(lease);
    if (held) throw held;
    return moved ? 0 : settings.pollMs;
  }

  /** With nothing to sign; else signing compares. The ledger may be waiting for it. */
  private async compare(lease: Lease): Promise<void> {
    if (Date.now() - this.comparedAt < COMPARE_MS) return;
    const { db, node, signer } = this.deps;
    if (await ahead(db.em, node, signer.address)) await reconcile(this.deps, lease, []);
    this.comparedAt = Date.now();
  }
}
