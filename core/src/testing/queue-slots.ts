import fc from 'fast-check';
import { paymentFor, type QueueEntry } from '../redemption.js';

/** Seconds after which the requests of a closed epoch may be cancelled. */
export const PATIENCE = 1_000;
const DECIMALS = { shareDecimals: 6, assetDecimals: 6 };

/** One holder in the contract's own storage: two slots by the epoch's parity, folded at a touch. */
class Slots {
  open = 1;
  settled = 0;
  epochs = new Map<
    number,
    { shares: bigint; assets: bigint; closedAt: number; divided: boolean }
  >();
  slots = [
    { epoch: 0, shares: 0n },
    { epoch: 0, shares: 0n },
  ];
  shares = 0n;
  assets = 0n;
  cancelled = 0n;

  constructor(readonly patience: number) {}

  epoch(number: number) {
    const found = this.epochs.get(number) ?? {
      shares: 0n,
      assets: 0n,
      closedAt: 0,
      divided: false,
    };
    this.epochs.set(number, found);
    return found;
  }

  fold(): void {
    for (const slot of this.slots) {
      if (slot.shares === 0n || slot.epoch > this.settled) continue;
      const { shares: all, assets } = this.epoch(slot.epoch);
      this.shares += slot.shares;
      this.assets += (slot.shares * assets) / all;
      slot.shares = 0n;
    }
  }

  request(asked: bigint): void {
    this.fold();
    const slot = this.slots[this.open & 1];
    if (!slot) throw new Error('two slots');
    slot.epoch = this.open;
    slot.shares += asked;
    this.epoch(this.open).shares += asked;
  }

  /** Shares given back, zero where the contract would refuse. */
  cancel(now: number): bigint {
    this.fold();
    let given = 0n;
    for (const slot of this.slots) {
      if (slot.shares === 0n) continue;
      if (slot.epoch !== this.open && now < this.epoch(slot.epoch).closedAt + this.patience)
        continue;
      this.epoch(slot.epoch).shares -= slot.shares;
      given += slot.shares;
      slot.shares = 0n;
    }
    this.cancelled += given;
    return given;
  }

  /** What the gate leaves of the closed epoch's part, and what it moves; null where there is none. */
  defer(fill: bigint): { kept: bigint; deferred: bigint } | null {
    this.fold();
    const closed = this.slots[(this.open - 1) & 1];
    const open = this.slots[this.open & 1];
    const epoch = this.epoch(this.open - 1);
    if (!closed || !open) throw new Error('two slots');
    if (closed.epoch !== this.open - 1 || closed.shares === 0n || epoch.divided) return null;
    epoch.divided = true;
    const kept = (closed.shares * fill) / epoch.shares;
    const deferred = closed.shares - kept;
    closed.shares = kept;
    open.epoch = this.open;
    open.shares += deferred;
    epoch.shares -= deferred;
    this.epoch(this.open).shares += deferred;
    return { kept, deferred };
  }

  pending(): bigint {
    return this.slots.reduce(
      (sum, { epoch, shares: n }) => sum + (epoch > this.settled ? n : 0n),
      0n,
    );
  }
}

/** One thing that happens to a queue or its holder, with the amount, the shares of the others and the seconds since. */
export const act = () =>
  fc.record({
    verb: fc.constantFrom(
      ...['request', 'request', 'cancel', 'return', 'claim', 'close', 'defer', 'settle'],
    ),
    amount: fc.bigInt({ min: 1n, max: 10n ** 12n }),
    others: fc.bigInt({ min: 1n, max: 10n ** 12n }),
    wait: fc.integer({ min: 1, max: 400 }),
  });

/**
 * Plays acts on the slots; what the contract would refuse tells nothing.
 * @returns the holder's storage, and the entries that its events would make
 */
export function play(acts: { verb: string; amount: bigint; others: bigint; wait: number }[]) {
  const slots = new Slots(PATIENCE);
  const entries: QueueEntry[] = [];
  let at = 1_700_000_000;
  for (const { verb, amount, others, wait } of acts) {
    at += wait;
    if (verb === 'request') {
      slots.request(amount);
      entries.push({ kind: 'request', shares: amount, at });
    } else if (verb === 'cancel') {
      if (slots.cancel(at) > 0n) entries.push({ kind: 'cancel', at });
    } else if (verb === 'return' && slots.cancelled > 0n) {
      slots.cancelled = 0n;
      entries.push({ kind: 'return', at });
    } else if (verb === 'close' && slots.settled + 1 === slots.open) {
      slots.epoch(slots.open).shares += others;
      slots.epoch(slots.open).closedAt = at;
      slots.open += 1;
      entries.push({ kind: 'close', at });
    } else if (verb === 'defer' && slots.settled + 1 < slots.open) {
      const moved = slots.defer(amount % slots.epoch(slots.settled + 1).shares);
      if (moved) entries.push({ kind: 'defer', ...moved, at });
    } else if (verb === 'settle' && slots.settled + 1 < slots.open) {
      const epoch = slots.epoch(slots.settled + 1);
      epoch.assets = paymentFor(epoch.shares, { value: amount, decimals: 3 }, DECIMALS);
      slots.settled += 1;
      entries.push({ kind: 'settle', shares: epoch.shares, assets: epoch.assets, at });
    } else if (verb === 'claim') {
      slots.fold();
      if (slots.shares === 0n) continue;
      const part = amount < slots.shares ? amount : slots.shares;
      const assets = (slots.assets * part) / slots.shares;
      slots.shares -= part;
      slots.assets -= assets;
      entries.push({ kind: 'claim', shares: part, assets, at });
    }
  }
  slots.fold();
  return { slots, entries };
}
