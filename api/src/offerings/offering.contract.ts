import { type IOffering, Offering__factory } from '@cadastre/contracts';
import { AbiCoder, type Interface, keccak256, ZeroAddress } from 'ethers';
import type { TokenFacts } from '../tokens/tokens.service.js';
import type { OfferingTerms } from './offering.schema.js';

/** What the sales domain says to, and reads from, its contracts. */
export const OFFERING: Interface = Offering__factory.createInterface();

const MOST = (1n << 128n) - 1n;
const DAY = 86_400;
const NO_FEED: IOffering.TermsStruct['price'] = { feed: ZeroAddress, maxAge: 0, bandBps: 0 };

const seconds = (instant: string): number => Math.floor(Date.parse(instant) / 1000);

/** The part of the hard cap that the contract takes; the rest is the bank's. */
export const contractCap = (terms: OfferingTerms): bigint =>
  BigInt(terms.hardCapBaseUnits) - BigInt(terms.bankCapBaseUnits);

/**
 * The terms as the contract holds them. It sees only the money that is paid to it: its hard cap is the sale's less the
 * bank's part, its soft cap what the bank's part alone could not reach. Where a book is divided, it opens when the
 * book closes, and takes allotted parts below the minimum of an order. How many tokens there may be is the token's own
 * cap. Nobody fetches tokens alone: a delivery waits for the end of the cooling-off.
 */
export function contractTerms(terms: OfferingTerms, token: TokenFacts): IOffering.TermsStruct {
  const { price, peg } = terms;
  const missing = BigInt(terms.softCapBaseUnits) - BigInt(terms.bankCapBaseUnits);
  return {
    token: token.address,
    opens: seconds(terms.bookClosesAt ?? terms.opensAt),
    closes: seconds(terms.closesAt),
    payment: terms.paymentToken,
    deliveryPeriod: terms.deliveryPeriodDays * DAY,
    forward: price.kind === 'nav' && price.forward,
    selfDelivery: false,
    treasury: terms.treasury,
    minter: token.address,
    price:
      price.kind === 'nav'
        ? { feed: token.navFeed, maxAge: price.maxAgeSeconds, bandBps: 0 }
        : NO_FEED,
    peg: peg ? { feed: peg.feed, maxAge: peg.maxAgeSeconds, bandBps: peg.bandBps } : NO_FEED,
    fixedPrice: price.kind === 'fixed' ? BigInt(price.perTokenBaseUnits) : 0n,
    tokenCap: MOST,
    softCap: missing > 0n ? missing : 0n,
    hardCap: contractCap(terms),
    minPerInvestor: terms.bookClosesAt === null ? BigInt(terms.minPerInvestorBaseUnits) : 0n,
    maxPerInvestor: BigInt(terms.maxPerInvestorBaseUnits),
  };
}

/** The call that sets a clone up. */
export const encodeInitialize = (terms: OfferingTerms, token: TokenFacts): string =>
  OFFERING.encodeFunctionData('initialize', [contractTerms(terms, token)]);

export const encodeSubscribe = (amount: bigint, minTokens: bigint): string =>
  OFFERING.encodeFunctionData('subscribe', [amount, minTokens]);

export const encodeDeliver = (wallets: string[]): string =>
  OFFERING.encodeFunctionData('deliver', [wallets]);

/** Back to the very wallet that paid: anybody may send that. */
export const encodeRefund = (wallet: string): string =>
  OFFERING.encodeFunctionData('refund', [wallet, wallet]);

export const encodeCancel = (): string => OFFERING.encodeFunctionData('cancelSale');

/** Whether a once-only id of a mint is one that this sale's contract gave out (`Offering._operationId`). */
export function isDeliveryOf(offering: string, operationId: bigint): boolean {
  const hash = BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(['address'], [offering])));
  return operationId >> 64n === BigInt.asUintN(192, hash);
}
