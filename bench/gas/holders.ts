import type { BaseContract, ContractTransactionResponse } from 'ethers';
import { type Chain, gasOf, mined, type Person } from './chain.ts';
import type { Figures, Subject } from './figures.ts';

type Sending = Promise<ContractTransactionResponse>;

/** What can be done with a token; what a system does not have is left out. */
export interface TokenActs {
  mint(to: string, amount: bigint): Sending;
  transfer(from: Person, to: string, amount: bigint): Sending;
  approve(owner: Person, spender: string, amount: bigint): Sending;
  transferFrom(spender: Person, from: string, to: string, amount: bigint): Sending;
  freezePart?(account: string, amount: bigint): Sending;
  freeze?(account: string, on: boolean): Sending;
  forcedTransfer?(from: string, to: string, amount: bigint): Sending;
  openRecordDate?(): Sending;
}

const BALANCE = 10n ** 12n;
const AMOUNT = 1_000_001n;

/**
 * The same life for every token, in one order: whoever is measured later finds the same state. Alice
 * and Bob hold already, the newcomer never held, nothing is ever emptied.
 */
export async function measureHolders(
  { people }: Chain,
  figures: Figures,
  subject: Subject,
  acts: TokenActs,
): Promise<void> {
  const [alice, bob, newcomer] = [people.alice, people.bob, people.newcomer].map((p) => p.address);
  if (!alice || !bob || !newcomer) throw new Error('Somebody of the cast is missing');
  const note = async (operation: string, sending: Sending): Promise<void> =>
    figures.note(subject, operation, await gasOf(sending));

  // The first mint of a token opens words that all later ones find: it stands for none of them.
  await mined(acts.mint(alice, BALANCE));
  await note('mint, new holder', acts.mint(bob, BALANCE));
  await note('mint', acts.mint(bob, AMOUNT));
  await note('transfer new', acts.transfer('alice', newcomer, AMOUNT));
  await note('transfer existing', acts.transfer('alice', bob, AMOUNT));
  await mined(acts.approve('alice', people.spender.address, BALANCE));
  await note('transferFrom existing', acts.transferFrom('spender', alice, bob, AMOUNT));

  if (acts.freezePart) await note('freeze a part', acts.freezePart(bob, AMOUNT));
  if (acts.freeze) {
    await note('freeze', acts.freeze(bob, true));
    await mined(acts.freeze(bob, false));
  }
  if (acts.forcedTransfer) await note('forced transfer', acts.forcedTransfer(bob, alice, AMOUNT));

  if (acts.openRecordDate) {
    await mined(acts.openRecordDate());
    await note('first touch after the first record date', acts.transfer('alice', bob, AMOUNT));
    await note('open record date', acts.openRecordDate());
    await note('first touch after a record date', acts.transfer('alice', bob, AMOUNT));
    await note('second touch after a record date', acts.transfer('alice', bob, AMOUNT));
  }
}

/** Calls a function of a contract that has no typed bindings. */
export const call = (contract: BaseContract, name: string, ...args: unknown[]): Sending =>
  contract.getFunction(name).send(...args);
