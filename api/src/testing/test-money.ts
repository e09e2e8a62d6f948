import { Contract, type InterfaceAbi } from 'ethers';
import { deployStranger } from './strangers.js';
import type { TestChain } from './test-chain.js';

/** Money that people pay with: anybody gets as much of it as a test needs. */
export class TestMoney {
  private constructor(
    readonly address: string,
    private readonly abi: InterfaceAbi,
    private readonly chain: TestChain,
  ) {}

  /** Puts a payment token with six decimals on the chain, paid for by account 38. */
  static async deploy(chain: TestChain): Promise<TestMoney> {
    const { address, abi } = await deployStranger(chain, 'PaymentToken', 6);
    return new TestMoney(address, abi, chain);
  }

  async of(account: string): Promise<bigint> {
    const contract = new Contract(this.address, this.abi, this.chain.provider);
    return (await contract.getFunction('balanceOf').staticCall(account)) as bigint;
  }

  /** Gives base units to an account. */
  async give(account: string, amount: bigint): Promise<void> {
    await this.send(38, 'mint', account, amount);
  }

  /** Lets `spender` take base units of the account with this index. */
  async allow(index: number, spender: string, amount: bigint): Promise<void> {
    await this.send(index, 'approve', spender, amount);
  }

  private async send(index: number, verb: string, ...args: unknown[]): Promise<void> {
    const contract = new Contract(this.address, this.abi, this.chain.wallet(index));
    const sent = (await contract.getFunction(verb).send(...args)) as { wait(): Promise<unknown> };
    await sent.wait();
  }
}
