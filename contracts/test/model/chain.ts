import assert from 'node:assert/strict';
import type { Interface } from 'ethers';
import {
  AssetToken__factory,
  decodeRevert,
  InvestorRegistry__factory,
  REASONS,
  revertDataOf,
  type ReasonName,
} from '@cadastre/contracts';
import type { World } from '../world.ts';

const GAS = '0x7a1200';
const tokenAbi: Interface = AssetToken__factory.createInterface();
const registryAbi: Interface = InvestorRegistry__factory.createInterface();

/** The reasons that ERC-6093 and ERC-7943 have errors for. */
const STANDARD_ERRORS: Readonly<Record<string, ReasonName>> = {
  ERC20InsufficientBalance: 'INSUFFICIENT_BALANCE',
  ERC20InsufficientAllowance: 'INSUFFICIENT_ALLOWANCE',
  ERC20InvalidSender: 'INVALID_SENDER',
  ERC20InvalidReceiver: 'INVALID_RECEIVER',
  ERC7943InsufficientUnfrozenBalance: 'INSUFFICIENT_UNFROZEN_BALANCE',
};

/** The real token of a random world, and its clock. */
export class TokenOnChain {
  readonly world: World;
  /** Time of the next block once `tick` was called. */
  now: bigint;
  private readonly token: string;

  constructor(world: World, token: string, now: bigint) {
    this.world = world;
    this.token = token;
    this.now = now;
  }

  /** Fixes the next block's time before it is mined: what the views say is said about that time. */
  async tick(): Promise<void> {
    this.now += 1n;
    await this.world.send('evm_setNextBlockTimestamp', [Number(this.now)]);
  }

  /** An officer's verb, which must succeed. */
  async officer(verb: string, args: readonly unknown[]): Promise<void> {
    await this.tick();
    const did = await this.attempt(this.world.people.compliance.address, verb, args);
    assert.equal(did, 'OK', verb);
  }

  /** A verb of the registry, which must succeed. */
  async registry(
    who: 'registrar' | 'compliance',
    verb: string,
    args: readonly unknown[],
  ): Promise<void> {
    const from = this.world.people[who].address;
    const to = this.world.deployment.addresses.InvestorRegistry;
    const data = registryAbi.encodeFunctionData(verb, [...args]);
    await this.world.send('eth_sendTransaction', [{ from, to, data, gas: GAS }]);
  }

  async read(verb: string, args: readonly unknown[]): Promise<readonly unknown[]> {
    const call = { to: this.token, data: tokenAbi.encodeFunctionData(verb, [...args]), gas: GAS };
    const answer = await this.world.send('eth_call', [call, 'pending']);
    return [...tokenAbi.decodeFunctionResult(verb, answer as string)] as unknown[];
  }

  async number(verb: string, args: readonly unknown[]): Promise<bigint> {
    const [value] = await this.read(verb, args);
    return value as bigint;
  }

  /** Sends a transaction and says with which reason it ended, judged by its revert data. */
  async attempt(from: string, verb: string, args: readonly unknown[]): Promise<ReasonName> {
    const data = tokenAbi.encodeFunctionData(verb, [...args]);
    try {
      await this.world.send('eth_sendTransaction', [{ from, to: this.token, data, gas: GAS }]);
      return 'OK';
    } catch (error) {
      const { name, args: named } = decodeRevert(revertDataOf(error));
      if (name === 'TransferRefused') return reasonOf(named['reason']);
      const reason = STANDARD_ERRORS[name];
      if (reason === undefined) throw error;
      return reason;
    }
  }
}

/** The name of a reason's code. */
export function reasonOf(code: unknown): ReasonName {
  const reason = REASONS[Number(code)];
  if (reason === undefined) throw new RangeError(`No reason has the code ${String(code)}`);
  return reason;
}
