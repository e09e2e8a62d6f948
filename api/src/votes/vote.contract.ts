import { AssetToken__factory, Ballot__factory, CHOICES } from '@cadastre/contracts';
import type { VoteChoice } from '@cadastre/core';
import type { Interface } from 'ethers';

/** What the votes domain says to, and reads from, its contracts. */
export const BALLOT: Interface = Ballot__factory.createInterface();
const TOKEN = AssetToken__factory.createInterface();

export const encodeSetUp = (token: string): string =>
  BALLOT.encodeFunctionData('initialize', [token]);

export const encodeOpenRecordDate = (): string => TOKEN.encodeFunctionData('openRecordDate');

/** A motion as the ballot takes it; times in seconds, shares of 10,000. */
export interface Proposal {
  subject: string;
  recordNumber: bigint;
  opensAt: number;
  closesAt: number;
  quorumBps: number;
  majorityBps: number;
  excluded: string[];
  uri: string;
}

export const encodePropose = (p: Proposal): string =>
  BALLOT.encodeFunctionData('propose', [
    p.subject,
    p.recordNumber,
    p.opensAt,
    p.closesAt,
    p.quorumBps,
    p.majorityBps,
    p.excluded,
    p.uri,
  ]);

export const encodeWithdraw = (number: bigint, reasonHash: string): string =>
  BALLOT.encodeFunctionData('withdraw', [number, reasonHash]);

const codeOf = (choice: VoteChoice): number =>
  CHOICES.indexOf(choice.toUpperCase() as Uppercase<VoteChoice>);

/** The vote of `account`, cast by `wallet`: another one only where the registry has replaced the account. */
export function encodeVote(
  number: bigint,
  wallet: string,
  account: string,
  choice: VoteChoice,
): string {
  return wallet === account
    ? BALLOT.encodeFunctionData('vote', [number, codeOf(choice)])
    : BALLOT.encodeFunctionData('voteFor', [number, account, codeOf(choice)]);
}

/** The contract's number of a choice as a word; null for none. @throws RangeError for an unknown number */
export function choiceOf(code: bigint): VoteChoice | null {
  const name = CHOICES[Number(code)];
  if (name === undefined) throw new RangeError(`No choice has number ${code}`);
  return name === 'NONE' ? null : (name.toLowerCase() as VoteChoice);
}
