import { DeedVault__factory, PropertyDeed__factory } from '@cadastre/contracts';
import { AbiCoder, type Interface, keccak256 } from 'ethers';

/** What the property domain says to, and reads from, its contracts. */
export const DEED: Interface = PropertyDeed__factory.createInterface();
export const VAULT: Interface = DeedVault__factory.createInterface();

/** A title as the land register names it. */
export interface Title {
  /** ISO 3166-1 numeric. */
  country: number;
  register: string;
  folio: string;
}

const coder = AbiCoder.defaultAbiCoder();

/** The contract's id of a title. Source: `PropertyDeed.titleIdOf`. */
export const titleIdOf = ({ country, register, folio }: Title): string =>
  keccak256(coder.encode(['uint16', 'string', 'string'], [country, register, folio]));

export const encodeRecordTitle = (title: Title, holder: string, documentHash: string): string =>
  DEED.encodeFunctionData('recordTitle', [title, holder, documentHash]);

export const encodeStrikeTitle = (titleId: string, reason: string, documentHash: string): string =>
  DEED.encodeFunctionData('strikeTitle', [titleId, reason, documentHash]);

export const encodeDeposit = (holder: string, vault: string, titleId: string): string =>
  DEED.encodeFunctionData('safeTransferFrom(address,address,uint256)', [holder, vault, titleId]);

/** What a vault is set up with. */
export interface VaultSetUp {
  token: string;
  deed: string;
  titleId: string;
  payment: string;
  ballot: string;
  approvalBps: number;
}

export const encodeSetUp = (setUp: VaultSetUp): string =>
  VAULT.encodeFunctionData('initialize', [setUp]);

/** What the motion of a buy-out must be about; `deadline` in seconds. Source: `DeedVault.buyoutSubject`. */
export const buyoutSubject = (
  chainId: number,
  vault: string,
  bidder: string,
  price: bigint,
  deadline: number,
): string =>
  keccak256(
    coder.encode(
      ['string', 'uint256', 'address', 'address', 'uint256', 'uint64'],
      ['buyout', chainId, vault, bidder, price, deadline],
    ),
  );

export const encodeFund = (ballotId: bigint, price: bigint, deadline: number): string =>
  VAULT.encodeFunctionData('fundBuyout', [ballotId, price, deadline]);

export const encodeWithdraw = (ballotId: bigint): string =>
  VAULT.encodeFunctionData('withdrawBuyout', [ballotId]);

export const encodeExecute = (ballotId: bigint): string =>
  VAULT.encodeFunctionData('executeBuyout', [ballotId]);

export const encodeSurrender = (amount: bigint, to: string): string =>
  VAULT.encodeFunctionData('surrender', [amount, to]);

export const encodeRelease = (to: string): string => VAULT.encodeFunctionData('releaseDeed', [to]);

export const encodeSweep = (to: string): string => VAULT.encodeFunctionData('sweepDust', [to]);
