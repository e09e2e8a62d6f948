import { Contract, type JsonRpcProvider, type JsonRpcSigner } from 'ethers';
import { mined } from './calls.ts';
import type { Compiled } from './sources.ts';

/** An ERC-20 that people pay with: anybody gets as much of it as a test needs. */
export class Money {
  readonly address: string;
  private readonly abi: Compiled['abi'];
  private readonly provider: JsonRpcProvider;

  constructor(address: string, abi: Compiled['abi'], provider: JsonRpcProvider) {
    this.address = address;
    this.abi = abi;
    this.provider = provider;
  }

  async of(account: string): Promise<bigint> {
    return (await this.as(null).getFunction('balanceOf').staticCall(account)) as bigint;
  }

  /** Gives `amount` to a person who lets `spender` take exactly that. */
  async hand(person: JsonRpcSigner, spender: string, amount: bigint): Promise<void> {
    await this.send(person, 'mint', person.address, amount);
    await this.allow(person, spender, amount);
  }

  allow(person: JsonRpcSigner, spender: string, amount: bigint): Promise<void> {
    return this.send(person, 'approve', spender, amount);
  }

  private async send(person: JsonRpcSigner, verb: string, to: string, sum: bigint): Promise<void> {
    await mined(this.as(person).getFunction(verb).send(to, sum));
  }

  private as(person: JsonRpcSigner | null): Contract {
    return new Contract(this.address, this.abi, person ?? this.provider);
  }
}
