import assert from 'node:assert/strict';

/** The chain's own word, asked for by whoever compares. */
export interface Word {
  balance(account: string): Promise<bigint>;
  supply(): Promise<bigint>;
}

/**
 * Who holds what of one token, as the test itself keeps the books: base units, every unit somewhere. Nothing of the
 * product is asked until the comparison.
 */
export class Book {
  readonly name: string;
  private readonly word: Word;
  private readonly accounts = new Map<string, bigint>();

  constructor(name: string, word: Word) {
    this.name = name;
    this.word = word;
  }

  of(account: string): bigint {
    return this.accounts.get(account) ?? 0n;
  }

  get supply(): bigint {
    return [...this.accounts.values()].reduce((sum, one) => sum + one, 0n);
  }

  /** The accounts that hold anything, with what they hold. */
  holdings(): [string, bigint][] {
    return [...this.accounts].filter(([, amount]) => amount > 0n);
  }

  mint(account: string, amount: bigint): void {
    this.set(account, this.of(account) + amount);
  }

  burn(account: string, amount: bigint): void {
    this.set(account, this.of(account) - amount);
  }

  move(from: string, to: string, amount: bigint): void {
    this.burn(from, amount);
    this.mint(to, amount);
  }

  /** An account is given what it lacks of an amount. */
  topUp(account: string, amount: bigint): void {
    if (this.of(account) < amount) this.mint(account, amount - this.of(account));
  }

  /** Every account has on the chain what the book says, and nobody else has anything. */
  async agrees(): Promise<void> {
    for (const [account, amount] of this.accounts) {
      assert.equal(await this.word.balance(account), amount, `${this.name} of ${account}`);
    }
    assert.equal(await this.word.supply(), this.supply, `all ${this.name}`);
  }

  private set(account: string, amount: bigint): void {
    assert.ok(amount >= 0n, `${this.name}: ${account} would have ${amount}`);
    this.accounts.set(account, amount);
  }
}
