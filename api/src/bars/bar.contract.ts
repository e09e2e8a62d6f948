import {
  barIdOf,
  barTree,
  BarVault__factory,
  type IBarVault,
  ReserveFeed__factory,
} from '@cadastre/contracts';
import { formatDecimal } from '@cadastre/core';
import { encodeBytes32String, type Interface } from 'ethers';
import type { Bar } from '../assets/asset.entity.js';
import { ounces } from '../assets/bars.js';
import type { BarFigures, BarStepName } from './bar.schema.js';

/** What the bars domain says to, and reads from, its contracts. */
export const VAULT: Interface = BarVault__factory.createInterface();
export const RESERVE_FEED: Interface = ReserveFeed__factory.createInterface();

/** A bar as the vault's contract takes it. */
export const structOf = (bar: Bar): IBarVault.BarStruct => ({
  refiner: bar.refiner,
  serial: bar.serial,
  year: bar.year,
  grossMilliOz: bar.grossMilliOz,
  finenessTenths: bar.finenessTenths,
  fineMilliOz: bar.statedFineMilliOz,
});

export const keyOf = (bar: Bar): string => barIdOf(structOf(bar));

export const figuresOf = (bar: Bar): BarFigures => ({
  refiner: bar.refiner,
  serial: bar.serial,
  year: bar.year,
  grossOz: ounces(bar.grossMilliOz),
  fineness: formatDecimal(BigInt(bar.finenessTenths), 1),
  fineOz: ounces(bar.statedFineMilliOz),
});

/** Root of a bar list as the custodians' attestation carries it; zero for no bars. */
export const rootOf = (bars: readonly Bar[]): string =>
  bars.length === 0 ? `0x${'0'.repeat(64)}` : barTree(bars.map(structOf)).root;

/** Base units of the token for a fine weight, rounded up. Source: `BarVault.tokensFor`. */
export const tokensFor = (fineMilliOz: bigint, decimals: number): bigint =>
  (fineMilliOz * 10n ** BigInt(decimals) + 999n) / 1_000n;

export const encodeSetUp = (token: string, feed: string): string =>
  VAULT.encodeFunctionData('initialize', [token, feed]);

/** Asks for a bar of an attested list. */
export function encodeRequest(list: readonly Bar[], bar: Bar, deliveryHash: string): string {
  const key = keyOf(bar);
  const place = list.findIndex((one) => keyOf(one) === key);
  const proof = barTree(list.map(structOf)).proofs[place] ?? [];
  return VAULT.encodeFunctionData('requestBar', [structOf(bar), [...proof], deliveryHash]);
}

/** What only the holder of an order does with it. */
export const encodeOfHolder = (verb: 'cancel' | 'reclaim', number: bigint): string =>
  VAULT.encodeFunctionData(verb, [number]);

/** @param evidence SHA-256 of the paper, 0x-hex; for steps that need one */
export function encodeStep(
  step: BarStepName,
  number: bigint,
  evidence: string,
  operation: bigint,
): string {
  switch (step) {
    case 'accept':
      return VAULT.encodeFunctionData('accept', [number]);
    case 'ship':
      return VAULT.encodeFunctionData('ship', [number, evidence]);
    case 'deliver':
      return VAULT.encodeFunctionData('deliver', [number, evidence, operation]);
    case 'refuse':
      return VAULT.encodeFunctionData('refuse', [number, REFUSED]);
    case 'return':
      return VAULT.encodeFunctionData('recordReturn', [number, RETURNED, evidence]);
  }
}

const REFUSED = encodeBytes32String('refused');
const RETURNED = encodeBytes32String('returned');
