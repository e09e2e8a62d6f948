import { RECORD_STATUS, type ReasonName } from '@cadastre/contracts';

/**
 * What the rules say, written from their description and not from the contract: nothing is counted along the way, every
 * limit is judged by carrying a movement out on a copy and looking at the register before and after.
 * Amounts are base units, times seconds.
 */

/** A wallet in the investor registry. */
export interface ModelRecord {
  readonly expiry: bigint;
  readonly country: number;
  readonly tier: number;
  readonly investorId: bigint;
  /** Bits of `RECORD_STATUS`. */
  readonly status: number;
}

/** An account of the token. */
export interface ModelAccount {
  readonly balance: bigint;
  readonly frozen: bigint;
  readonly frozenAddress: boolean;
  readonly exempt: boolean;
}

/** The rules of the token; zero is off, an empty list of countries is all of them. */
export interface ModelRules {
  readonly maxBalance: bigint;
  readonly maxHolders: number;
  readonly minTier: number;
  readonly lockUntil: bigint;
}

const NOBODY: ModelAccount = { balance: 0n, frozen: 0n, frozenAddress: false, exempt: false };
const ZERO = '0x0000000000000000000000000000000000000000';

/** A token with its register and its registry. */
export class TokenModel {
  readonly records = new Map<string, ModelRecord>();
  readonly accounts = new Map<string, ModelAccount>();
  readonly allowances = new Map<string, bigint>();
  rules: ModelRules = { maxBalance: 0n, maxHolders: 0, minTier: 0, lockUntil: 0n };
  countries: ReadonlySet<number> = new Set();
  paused = false;
  readonly perInvestor: boolean;
  readonly maxSupply: bigint;

  constructor(perInvestor: boolean, maxSupply: bigint) {
    this.perInvestor = perInvestor;
    this.maxSupply = maxSupply;
  }

  account(wallet: string): ModelAccount {
    return this.accounts.get(wallet) ?? NOBODY;
  }

  change(wallet: string, change: Partial<ModelAccount>): void {
    this.accounts.set(wallet, { ...this.account(wallet), ...change });
  }

  /** What the wallet may move: its balance beyond the frozen amount. */
  free(wallet: string): bigint {
    const { balance, frozen } = this.account(wallet);
    return balance > frozen ? balance - frozen : 0n;
  }

  allowance(owner: string, spender: string): bigint {
    return this.allowances.get(`${owner} ${spender}`) ?? 0n;
  }

  approve(owner: string, spender: string, amount: bigint): void {
    this.allowances.set(`${owner} ${spender}`, amount);
  }

  supply(): bigint {
    return [...this.accounts.values()].reduce((sum, { balance }) => sum + balance, 0n);
  }

  /** What every holder holds in accounts that are not exempt: per investor or per wallet. */
  holdings(accounts: ReadonlyMap<string, ModelAccount> = this.accounts): Map<string, bigint> {
    const sums = new Map<string, bigint>();
    for (const [wallet, { balance, exempt }] of accounts) {
      if (exempt || balance === 0n) continue;
      const holder = this.holderOf(wallet);
      sums.set(holder, (sums.get(holder) ?? 0n) + balance);
    }
    return sums;
  }

  /** Everything of an investor over all wallets; zero while counting is per wallet. */
  position(investorId: bigint): bigint {
    if (!this.perInvestor) return 0n;
    let sum = 0n;
    for (const [wallet, { balance }] of this.accounts) {
      if (this.records.get(wallet)?.investorId === investorId) sum += balance;
    }
    return sum;
  }

  /** First reason against `spender` moving `amount` of `from` to `to` at a time. */
  transferReason(
    spender: string,
    from: string,
    to: string,
    amount: bigint,
    now: bigint,
  ): ReasonName {
    if (from === ZERO) return 'INVALID_SENDER';
    if (to === ZERO) return 'INVALID_RECEIVER';
    if (this.paused) return 'PAUSED';
    if (now < this.rules.lockUntil) return 'LOCKED_UP';
    if (spender !== from) {
      if (this.account(spender).frozenAddress) return 'SPENDER_FROZEN';
      if (this.allowance(from, spender) < amount) return 'INSUFFICIENT_ALLOWANCE';
    }
    const side = this.side(from, now);
    if (side !== 'OK') return `SENDER_${side}`;
    if (amount > this.account(from).balance) return 'INSUFFICIENT_BALANCE';
    if (amount > this.free(from)) return 'INSUFFICIENT_UNFROZEN_BALANCE';
    const arrival = this.arrivalReason(to, now);
    if (arrival !== 'OK' || from === to) return arrival;
    return this.limitReason(from, to, amount);
  }

  /** First reason against creating `amount` for `to`. */
  mintReason(to: string, amount: bigint, now: bigint): ReasonName {
    if (this.paused) return 'PAUSED';
    if (to === ZERO) return 'INVALID_RECEIVER';
    const arrival = this.arrivalReason(to, now);
    if (arrival !== 'OK') return arrival;
    const limit = this.limitReason(undefined, to, amount);
    if (limit !== 'OK') return limit;
    return this.supply() + amount > this.maxSupply ? 'MAX_SUPPLY_EXCEEDED' : 'OK';
  }

  /** First reason against an order that moves `amount`: the sender's state, a pause and a lock-up do not stop it. */
  forcedReason(from: string, to: string, amount: bigint, now: bigint): ReasonName {
    if (from === ZERO) return 'INVALID_SENDER';
    if (amount > this.account(from).balance) return 'INSUFFICIENT_BALANCE';
    if (to === ZERO) return 'INVALID_RECEIVER';
    const arrival = this.arrivalReason(to, now);
    return arrival === 'OK' ? this.limitReason(from, to, amount) : arrival;
  }

  /** Carries a movement out; no `from` creates, no `to` destroys. Free tokens go first. */
  move(from: string | undefined, to: string | undefined, amount: bigint): void {
    if (from === to) return;
    if (from !== undefined) {
      const { balance, frozen } = this.account(from);
      const free = this.free(from);
      const thawed = amount > free ? amount - free : 0n;
      this.change(from, { balance: balance - amount, frozen: frozen - thawed });
    }
    if (to !== undefined) this.change(to, { balance: this.account(to).balance + amount });
  }

  private holderOf(wallet: string): string {
    return this.perInvestor ? `${this.records.get(wallet)?.investorId}` : wallet;
  }

  private side(
    wallet: string,
    now: bigint,
  ): 'OK' | 'FROZEN' | 'SUSPENDED' | 'NOT_VERIFIED' | 'EXPIRED' {
    if (this.account(wallet).frozenAddress) return 'FROZEN';
    const record = this.records.get(wallet);
    if (record === undefined) return 'NOT_VERIFIED';
    if ((record.status & RECORD_STATUS.suspended) !== 0) return 'SUSPENDED';
    if (record.status !== 0) return 'NOT_VERIFIED';
    return record.expiry > now ? 'OK' : 'EXPIRED';
  }

  private arrivalReason(to: string, now: bigint): ReasonName {
    const side = this.side(to, now);
    if (side !== 'OK') return `RECEIVER_${side}`;
    const { country, tier } = this.records.get(to) as ModelRecord;
    if (this.countries.size > 0 && !this.countries.has(country))
      return 'RECEIVER_COUNTRY_NOT_ALLOWED';
    return tier < this.rules.minTier ? 'RECEIVER_TIER_TOO_LOW' : 'OK';
  }

  /** A limit refuses only a movement that makes worse what it limits. */
  private limitReason(from: string | undefined, to: string, amount: bigint): ReasonName {
    const { maxBalance, maxHolders } = this.rules;
    const moved = new Map(this.accounts);
    const put = (wallet: string, by: bigint): void => {
      const account = moved.get(wallet) ?? NOBODY;
      moved.set(wallet, { ...account, balance: account.balance + by });
    };
    if (from !== undefined) put(from, -amount);
    put(to, amount);
    const [before, after] = [this.holdings(), this.holdings(moved)];
    const receiver = this.holderOf(to);
    const [had, has] = [before.get(receiver) ?? 0n, after.get(receiver) ?? 0n];
    if (maxBalance !== 0n && has > had && has > maxBalance) return 'MAX_BALANCE_EXCEEDED';
    if (maxHolders !== 0 && after.size > before.size && after.size > maxHolders) {
      return 'MAX_HOLDERS_EXCEEDED';
    }
    return 'OK';
  }
}
