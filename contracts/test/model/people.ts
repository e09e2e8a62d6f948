import { id } from 'ethers';
import { packRecord, RECORD_STATUS } from '@cadastre/contracts';
import type { TokenOnChain } from './chain.ts';
import type { Chance } from './random.ts';
import type { TokenModel } from './rules.ts';

export const COUNTRIES = [840, 276, 756, 999];
const FOREVER = 1_000_000_000n;

/** Ten wallets: three of investor 1, two each of 2 and 3, one of 4 and 5, and one that nobody registers. */
export const OWNERS = [1n, 1n, 1n, 2n, 2n, 3n, 3n, 4n, 5n, undefined];

/** What registrar and compliance do to the wallets of a random world. */
export class People {
  private readonly model: TokenModel;
  private readonly token: TokenOnChain;
  private readonly chance: Chance;
  private readonly wallets: readonly string[];

  constructor(model: TokenModel, token: TokenOnChain, chance: Chance, wallets: readonly string[]) {
    this.model = model;
    this.token = token;
    this.chance = chance;
    this.wallets = wallets;
  }

  /** Registers or renews, unless the wallet is one that nobody may register now. */
  async register(wallet: string): Promise<void> {
    const investorId = OWNERS[this.wallets.indexOf(wallet)];
    const status = this.model.records.get(wallet)?.status ?? 0;
    if (investorId === undefined || (status & ~RECORD_STATUS.revoked) !== 0) return;
    await this.token.tick();
    const { chance } = this;
    const record = {
      expiry: this.token.now + (chance.once(4) ? BigInt(20 + chance.below(300)) : FOREVER),
      country: chance.pick(COUNTRIES),
      tier: chance.below(4),
      investorId,
    };
    const call = [wallet, packRecord({ ...record, provider: 1 }), id('evidence')];
    await this.token.registry('registrar', 'register', call);
    this.model.records.set(wallet, { ...record, status: 0 });
  }

  /** Suspends, releases, revokes, or now and then replaces a wallet. */
  async restrict(wallet: string): Promise<void> {
    const record = this.model.records.get(wallet);
    if (record === undefined) return;
    await this.token.tick();
    const set = (status: number): void => {
      this.model.records.set(wallet, { ...record, status });
    };
    const { suspended, revoked, replaced } = RECORD_STATUS;
    if (this.chance.once(8) && record.status === 0 && record.expiry > this.token.now) {
      const heir = this.wallets.find(
        (other) =>
          other !== wallet && this.model.records.get(other)?.investorId === record.investorId,
      );
      const theirs = heir === undefined ? undefined : this.model.records.get(heir);
      if (heir === undefined || (theirs?.status ?? 0) !== 0) return;
      await this.token.registry('registrar', 'replace', [wallet, heir, id('evidence')]);
      this.model.records.set(heir, { ...record });
      set(record.status | replaced);
      return;
    }
    if ((record.status & suspended) !== 0 || this.chance.once(2)) {
      const on = (record.status & suspended) === 0;
      await this.token.registry('compliance', 'setSuspended', [wallet, on, id('list')]);
      set(on ? record.status | suspended : record.status & ~suspended);
      return;
    }
    await this.token.registry('registrar', 'revoke', [wallet, id('left')]);
    set(record.status | revoked);
  }
}
