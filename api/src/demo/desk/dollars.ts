import { type SampleDollar, SampleDollar__factory } from '@cadastre/contracts';
import { getCreateAddress } from 'ethers';
import { addressOf, type Investor } from '../people.js';
import type { World } from '../world.js';
import { fundGas, mined } from './wallets.js';

/** The account that puts sample money on the chain; nothing else is ever sent from it but more of it. */
const MINT_ACCOUNT = 38;
/** The platform's key that pays distributions and redemptions. */
const TREASURER = 6;

/** Money of a demonstration, six decimals: everybody gets as much of it as the story needs. */
export class Dollars {
  private constructor(
    private readonly world: World,
    private readonly contract: SampleDollar,
    readonly address: string,
  ) {}

  /** The sample dollar of this chain, put there by the first who asks. */
  static async of(world: World): Promise<Dollars> {
    const account = world.account(MINT_ACCOUNT);
    const address = getCreateAddress({ from: account.address, nonce: 0 });
    if ((await world.options.rpc.getCode(address)) === '0x') {
      const made = await new SampleDollar__factory(account).deploy();
      await made.waitForDeployment();
    }
    return new Dollars(world, SampleDollar__factory.connect(address, account), address);
  }

  balance(account: string): Promise<bigint> {
    return this.contract.balanceOf(account);
  }

  supply(): Promise<bigint> {
    return this.contract.totalSupply();
  }

  /** Makes base units for an account. */
  async give(account: string, amount: bigint): Promise<void> {
    await mined(await this.contract.mint(account, amount));
  }

  /** Tops an account up to `amount` base units: repeating it gives nothing more. */
  async topUp(account: string, amount: bigint): Promise<void> {
    const missing = amount - (await this.balance(account));
    if (missing > 0n) await this.give(account, missing);
  }

  /** An investor's wallet has at least this much, and gas to send it with. */
  async ready(investor: Investor, amount: bigint): Promise<void> {
    await fundGas(this.world, addressOf(investor));
    await this.topUp(addressOf(investor), amount);
  }

  /** Where sales bring their money and distributions and redemptions take it from. */
  get treasury(): string {
    return this.world.account(TREASURER).address;
  }
}
